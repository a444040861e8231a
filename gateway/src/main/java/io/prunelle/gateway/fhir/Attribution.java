// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.BodyRules.Known;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.ConditionalCreate;
import io.prunelle.gateway.rest.Interaction.ConditionalUpdate;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.Interaction.VRead;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whose record a request touches. Default deny: what cannot be held to one patient is refused. */
final class Attribution {

  private static final String PATIENT = "Patient";

  private static final Pattern IDENTIFIER = Pattern.compile("[^|,$\\\\]+\\|[^|,$\\\\]+");

  private final String publicUrl;
  private final OperationRules operations;

  /**
   * @param publicUrl what own references in queries may begin with
   */
  Attribution(String publicUrl) {
    this.publicUrl = publicUrl;
    this.operations = new OperationRules(publicUrl);
  }

  OnRecord of(RestRequest request) {
    Interaction interaction = request.interaction();
    if (interaction instanceof Read read && read.type().equals(PATIENT)) {
      return held(Representations.ofOne(request, PATIENT), read.id(), PATIENT);
    } else if (interaction instanceof VRead read && read.type().equals(PATIENT)) {
      return held(Representations.ofOne(request, PATIENT), read.id(), PATIENT);
    } else if (interaction instanceof Read read && SharedTypes.contains(read.type())) {
      return held(Representations.ofShared(request), OnRecord.NOBODY, read.type());
    } else if (interaction instanceof VRead read && SharedTypes.contains(read.type())) {
      return held(Representations.ofShared(request), OnRecord.NOBODY, read.type());
    } else if (interaction instanceof History history
        && PATIENT.equals(history.type())
        && history.id() != null) {
      return held(StoredRules.history(request, history), history.id(), PATIENT);
    } else if (interaction instanceof History history
        && history.type() != null
        && SharedTypes.contains(history.type())
        && history.id() != null) {
      return held(StoredRules.history(request, history), OnRecord.NOBODY, history.type());
    } else if (interaction instanceof Search search && search.type() != null) {
      return search(request, search.type(), null);
    } else if (interaction instanceof CompartmentSearch search
        && search.compartment().equals(PATIENT)
        && search.type() != null) {
      return search(request, search.type(), search.owner());
    } else if (interaction instanceof Operation operation) {
      return operations.of(request, operation);
    } else if (interaction instanceof Update update && update.type().equals(PATIENT)) {
      return patient(request, update);
    } else if (interaction instanceof Create create && create.type().equals(PATIENT)) {
      new BodyRules(request).requireNew();
      return held(Representations.whole(request), OnRecord.NOBODY, PATIENT);
    } else if (interaction instanceof Create create) {
      String patient = new BodyRules(request).patient(create.type(), subject(create.type()));
      return held(Representations.whole(request), patient, create.type());
    } else if (interaction instanceof ConditionalCreate create) {
      return conditionalCreate(request, create);
    } else if (interaction instanceof ConditionalUpdate update) {
      return conditionalUpdate(request, update);
    }
    throw notSupported(interaction.type());
  }

  /** Whom else it mentions, only the stored resource can tell whether it may. */
  private static Direct patient(RestRequest request, Update update) {
    new BodyRules(request).requireType(PATIENT, update.id());
    return held(Representations.whole(request), update.id(), PATIENT);
  }

  /** A create of what is told by others, which have yet to be found to be this patient's. */
  Direct told(RestRequest create, String patient) {
    String type = Objects.requireNonNull(create.interaction().type());
    Known known = new Known(Telling.in(create), patient);
    new BodyRules(create, known).patient(type, subject(type));
    return held(Representations.whole(create), patient, type);
  }

  /** A search over one type, held to this patient; it need not name one, and no other. */
  Direct of(RestRequest request, String owner) {
    if (request.interaction() instanceof Search search && search.type() != null) {
      return search(request, search.type(), owner);
    }
    throw notSupported();
  }

  private Direct search(RestRequest request, String type, @Nullable String owner) {
    SearchRules rules = rules(request, type);
    Query asked = request.interaction().query();
    HeldQuery query =
        owner == null && SharedTypes.contains(type)
            ? rules.ofReferenceData(asked)
            : rules.ofSearch(asked, owner);
    boolean posted = request.interaction().method().equals("POST");
    return new Direct(
        Representations.ofSearch(request, type, query.reaches())
            .with(new Search(type, query.query(), posted)),
        query.patient(),
        type,
        query.reaches());
  }

  /**
   * A condition could be asked about resources of anybody (200, 201 and 412 tell them apart), so it
   * is held to the patient the body is about.
   */
  private Direct conditionalCreate(RestRequest request, ConditionalCreate create) {
    String type = create.type();
    if (type.equals(PATIENT)) {
      return registered(request, create);
    }
    String patient = new BodyRules(request).patient(type, single(type));
    Query unless = rules(request, type).ofCondition(create.unless(), patient);
    return held(
        Representations.whole(request).with(new ConditionalCreate(type, unless)), patient, type);
  }

  /** Unless the practice has them already. */
  private static Direct registered(RestRequest request, ConditionalCreate create) {
    requireIdentifier(create.unless());
    new BodyRules(request).requireNew();
    return held(Representations.whole(request), OnRecord.NOBODY, PATIENT);
  }

  /** The identifier by which a Patient is updated or patched, whoever that is. */
  static Query identifying(RestRequest request) {
    Query identifier = request.interaction().query();
    requireIdentifier(identifier);
    if (request.interaction() instanceof ConditionalUpdate) {
      new BodyRules(request).requireNew();
    }
    return identifier;
  }

  /** By anything else a patient would be taken for another one. */
  private static void requireIdentifier(Query condition) {
    List<Parameter> criteria = condition.parameters();
    if (criteria.size() != 1
        || !IDENTIFIER.matcher(criteria.get(0).value()).matches()
        || !criteria.get(0).name().equals("identifier")) {
      throw new Refusal.BadExchange(
              400,
              "condition-malformed",
              "Which patient it is, an identifier has to say: one, as identifier=system|value.")
          .refused();
    }
  }

  private Direct conditionalUpdate(RestRequest request, ConditionalUpdate update) {
    String type = update.type();
    // With an id of the client's, a host would create or overwrite that resource, whose-ever it is
    String patient = new BodyRules(request).patientOfNew(type, single(type));
    Query query = rules(request, type).ofCondition(update.query(), patient);
    return held(
        Representations.whole(request).with(new ConditionalUpdate(type, query)), patient, type);
  }

  /**
   * The condition of a delete or a patch; throws the refusal when others' resources could meet it.
   *
   * @param owner the patient, if the criteria name none; null when they have to
   */
  Condition condition(RestRequest request, @Nullable String owner) {
    Interaction interaction = request.interaction();
    String type = Objects.requireNonNull(interaction.type());
    single(type);
    HeldQuery held = rules(request, type).ofConditionOf(interaction.query(), owner);
    List<Parameter> search = new ArrayList<>(held.query().parameters());
    // one more than may be
    search.add(new Parameter("_count", "2"));
    return new Condition(
        held.patient(),
        new RestRequest(
            request.practice(),
            new Search(type, new Query(List.copyOf(search)), false),
            Representation.PLAIN,
            request.preferences(),
            Conditions.NONE,
            null,
            Map.of()));
  }

  private SearchRules rules(RestRequest request, String type) {
    return new SearchRules(
        type, publicUrl + "/fhir/" + request.practice(), request.preferences().strict());
  }

  private static Direct held(RestRequest request, String patient, String type) {
    return new Direct(request, patient, type, Set.of());
  }

  private static Subject subject(String type) {
    return Compartment.subject(type).orElseThrow(() -> notSupported(type));
  }

  /** One that cannot be somebody else's as well. */
  private static Subject single(String type) {
    Subject subject = subject(type);
    if (!subject.single()) {
      throw notSupported();
    }
    return subject;
  }

  /** The same, saying what it is about the type, where that is it. */
  static RuntimeException notSupported(@Nullable String type) {
    return type == null
        ? notSupported()
        : UnservedTypes.why(type)
            .<RuntimeException>map(
                why ->
                    new Refusal.NotSupported(
                            "type-not-served", "Resources of this type are not served. " + why)
                        .refused())
            .orElseGet(Attribution::notSupported);
  }

  static RuntimeException notSupported() {
    return new Refusal.NotSupported(
            "interaction-not-supported",
            "This interaction, or one of its parameters, cannot be held to one patient's record.")
        .refused();
  }
}
