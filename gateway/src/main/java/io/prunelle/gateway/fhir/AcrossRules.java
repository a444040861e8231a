// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.AcrossRecords.Part;
import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked over several records. Each resource found is attributed afterwards, and only
 * shown to who may see its patient's record; so the question may be about whatever the resource
 * says itself, and about the very patient it belongs to, and about nothing that somebody else owns.
 */
final class AcrossRules {

  /** How much of an answer a host is asked for at a time. */
  private static final Parameter HOST_PAGE = new Parameter("_count", "100");

  private static final int PAGE = 50;
  private static final int MOST_TYPES = 10;

  private final String publicUrl;

  AcrossRules(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /**
   * Empty for what is no such request.
   *
   * @param owner the patient whose record alone is asked for; null for anybody's
   */
  Optional<AcrossRecords> of(RestRequest request, @Nullable String owner) {
    Interaction interaction = request.interaction();
    if (interaction instanceof History history && history.id() == null) {
      return Optional.of(history(request, history));
    }
    if (interaction instanceof CompartmentSearch search
        && search.compartment().equals("Patient")
        && search.type() == null) {
      return Optional.of(compartment(request, search, owner));
    }
    return interaction instanceof Search search ? search(request, search, owner) : Optional.empty();
  }

  /** http://hl7.org/fhir/R4/http.html#vsearch: in all types of one record that it names. */
  private AcrossRecords compartment(
      RestRequest request, CompartmentSearch search, @Nullable String owner) {
    if (owner != null && !owner.equals(search.owner())) {
      throw Attribution.notSupported();
    }
    AcrossRecords held =
        system(request, new Search(null, search.query(), search.posted()), search.owner());
    if (!held.parts().stream().allMatch(part -> part.type() != null && isOwned(part.type()))) {
      throw typesNeeded();
    }
    return held;
  }

  /**
   * A search for one patient's resources as one of these, of a type in which others may be named as
   * well: what is not shown of them would tell of itself by the host's pages.
   *
   * @return empty for anything else
   */
  Optional<OfOne> ofOne(RestRequest request) {
    return ownerOfOne(request)
        .flatMap(
            patient -> {
              RestRequest search = ofType(request);
              return of(search, patient).map(records -> new OfOne(search, records, patient));
            });
  }

  /** Whose resources {@link #ofOne such a search} is for, however it is sorted and represented. */
  Optional<String> ownerOfOne(RestRequest request) {
    Interaction interaction = request.interaction();
    if (interaction instanceof CompartmentSearch search && search.compartment().equals("Patient")) {
      String type = search.type();
      return type == null || !isPutTogether(request, type)
          ? Optional.empty()
          : Optional.of(search.owner());
    } else if (interaction instanceof Search search) {
      String type = search.type();
      return type == null || !isPutTogether(request, type)
          ? Optional.empty()
          : rules(request, type).named(search.query());
    }
    return Optional.empty();
  }

  /** Whose record a search says that it is for. */
  Optional<String> named(RestRequest request) {
    Interaction interaction = request.interaction();
    if (interaction instanceof CompartmentSearch search && search.compartment().equals("Patient")) {
      return Optional.of(search.owner());
    }
    String type = interaction.type();
    boolean searches =
        interaction instanceof Search
            || (interaction instanceof Operation operation && operation.name().equals("lastn"));
    return searches && type != null && isOwned(type)
        ? rules(request, type).named(interaction.query())
        : Optional.empty();
  }

  /**
   * All whose records it says that it is for, whatever may be found; empty where it says nobody.
   */
  Set<String> named(AcrossRecords asked) {
    if (asked.owner() != null) {
      return Set.of(asked.owner());
    }
    Set<String> named = new HashSet<>();
    for (Part part : asked.parts()) {
      if (part.type() != null && isOwned(part.type())) {
        RestRequest request = asked.request();
        named.addAll(rules(request, part.type()).everyNamed(request.interaction().query()));
      }
    }
    return named;
  }

  private static RestRequest ofType(RestRequest request) {
    return request.interaction() instanceof CompartmentSearch search
        ? request.with(new Search(search.type(), search.query(), search.posted()))
        : request;
  }

  private static boolean isPutTogether(RestRequest request, String type) {
    return (isOwned(type) && !Compartment.single(type)) || countsKeptBack(request);
  }

  /**
   * Whether only a number is asked for, of what there may be more of than who asks is shown. A
   * host's would tell.
   */
  static boolean countsKeptBack(RestRequest request) {
    return Representations.DOCUMENT.equals(request.interaction().type())
        && ("count".equals(request.representation().summary())
            || request.interaction().query().parameters().contains(new Parameter("_count", "0")));
  }

  private Optional<AcrossRecords> search(
      RestRequest request, Search search, @Nullable String owner) {
    String type = search.type();
    if (type == null) {
      return Optional.of(system(request, search, owner));
    }
    return isOwned(type) && (owner != null || !rules(request, type).namesOne(search.query()))
        ? Optional.of(search(request, search, type, owner))
        : Optional.empty();
  }

  private static boolean isOwned(String type) {
    return type.equals("Patient")
        || Compartment.subject(type).filter(subject -> !subject.parameters().isEmpty()).isPresent();
  }

  private AcrossRecords search(
      RestRequest request, Search search, String type, @Nullable String owner) {
    FreeQuery query = rules(request, type).ofAnybody(search.query(), owner);
    Order order = Order.of(type, query.sort());
    Representation shown = representation(request, type, query.reaches(), order);
    return new AcrossRecords(
        request.with(shown).with(new Search(type, query.asked(), search.posted())),
        type,
        query.reaches(),
        List.of(part(request, type, query, shown, search.posted())),
        order,
        page(query, shown),
        query.total(),
        query.byWhatTells());
  }

  /** http://hl7.org/fhir/R4/http.html#search: in all the types that {@code _type} names. */
  private AcrossRecords system(RestRequest request, Search search, @Nullable String owner) {
    List<Parameter> criteria = new ArrayList<>(search.query().parameters());
    criteria.removeIf(parameter -> parameter.name().equals("_type"));
    if (criteria.size() != search.query().parameters().size() - 1) {
      throw typesNeeded();
    }
    Set<String> types = new LinkedHashSet<>();
    search.query().parameters().stream()
        .filter(parameter -> parameter.name().equals("_type"))
        .forEach(parameter -> types.addAll(List.of(parameter.value().split(",", -1))));
    if (types.size() > MOST_TYPES || !types.stream().allMatch(FhirBodies::showable)) {
      throw typesNeeded();
    }
    List<Part> parts = new ArrayList<>();
    Set<String> reaches = new HashSet<>(types);
    String first = types.iterator().next();
    reaches.remove(first);
    List<FreeQuery> queries = new ArrayList<>();
    for (String type : types) {
      FreeQuery query = rules(request, type).ofType(new Query(List.copyOf(criteria)), owner);
      Representation shown =
          representation(
              request, type, query.reaches(), Order.of(AcrossRecords.ANY_TYPE, query.sort()));
      parts.add(part(request, type, query, shown, search.posted()));
      reaches.addAll(query.reaches());
      queries.add(query);
    }
    FreeQuery any = queries.get(0);
    return new AcrossRecords(
        request,
        first,
        Set.copyOf(reaches),
        List.copyOf(parts),
        Order.of(AcrossRecords.ANY_TYPE, any.sort()),
        page(any, request.representation()),
        any.total(),
        queries.stream().anyMatch(FreeQuery::byWhatTells));
  }

  /** Versions are examined one by one, so each has to tell whose it is. */
  private static AcrossRecords history(RestRequest request, History history) {
    String type = history.type();
    if (type != null && !FhirBodies.showable(type)) {
      throw Attribution.notSupported();
    }
    Query query = FixedParameters.HISTORY.hold(history.query(), request.preferences());
    RestRequest whole = Representations.ofBundle(request).with(new History(type, null, query));
    List<Parameter> sent = new ArrayList<>(query.parameters());
    sent.removeIf(parameter -> parameter.name().equals("_count"));
    sent.add(HOST_PAGE);
    int count =
        query.parameters().stream()
            .filter(parameter -> parameter.name().equals("_count"))
            .map(parameter -> Integer.parseInt(parameter.value()))
            .findFirst()
            .orElse(PAGE);
    return new AcrossRecords(
        whole,
        type == null ? AcrossRecords.ANY_TYPE : type,
        Set.of(),
        List.of(
            new Part(
                type,
                whole.with(new History(type, null, new Query(List.copyOf(sent)))).upstream())),
        Order.latestFirst(),
        count,
        true,
        false);
  }

  /** What hosts are asked for one type. To be counted, a resource has to say whose it is. */
  private static Part part(
      RestRequest request, String type, FreeQuery query, Representation shown, boolean posted) {
    boolean counts = page(query, shown) == 0;
    List<Parameter> sent = new ArrayList<>(query.sent().parameters());
    if (counts) {
      sent.removeIf(parameter -> parameter.name().matches("_(rev)?include(:.*)?"));
    }
    sent.add(HOST_PAGE);
    Representation representation =
        counts
            ? Representations.ofFound(
                Representations.telling(
                    new Representation(Format.JSON, false, null, List.of("id")).with(subject(type)),
                    type),
                type,
                Set.of(),
                Steps.NONE)
            : new Representation(Format.JSON, false, shown.summary(), shown.elements());
    return new Part(
        type,
        request
            .with(representation)
            .with(new Search(type, new Query(List.copyOf(sent)), posted))
            .upstream());
  }

  /** How much makes a page; 0 when nothing but the number is asked for. */
  private static int page(FreeQuery query, Representation shown) {
    return "count".equals(shown.summary()) ? 0 : query.count() < 0 ? PAGE : query.count();
  }

  private static String subject(String type) {
    return Compartment.subject(type).map(Compartment.Subject::root).orElse("id");
  }

  /** As the client asked, with what tells whose each resource is and where it stands. */
  private static Representation representation(
      RestRequest request, String type, Set<String> reaches, Order order) {
    Representation asked = request.representation();
    if ("text".equals(asked.summary())) {
      throw Representations.unfit();
    } else if ("true".equals(asked.summary()) && order.readsContent()) {
      throw new Refusal.NotSupported(
              "sort-over-records",
              "With _summary=true a search over several records can be sorted by _id and"
                  + " _lastUpdated.")
          .refused();
    }
    Representation whole = Representations.telling(asked.with(subject(type)), type);
    for (String element : order.elements()) {
      whole = whole.with(element);
    }
    Steps steps = Steps.of(request.interaction().query());
    return Representations.ofFound(whole, type, reaches, steps);
  }

  private SearchRules rules(RestRequest request, String type) {
    return new SearchRules(
        type, publicUrl + "/fhir/" + request.practice(), request.preferences().strict());
  }

  private static RuntimeException typesNeeded() {
    return new Refusal.NotSupported(
            "types-needed",
            "A search over several types must name them once, as _type=A,B: at most "
                + MOST_TYPES
                + ", of which it can be told whose they are.")
        .refused();
  }
}
