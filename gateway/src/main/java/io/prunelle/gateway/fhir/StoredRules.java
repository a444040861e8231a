// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.BodyRules.Known;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.patch.Patches;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Delete;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.Interaction.VRead;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests by id: whose record they touch stands in the resource and nowhere else. */
final class StoredRules {

  private StoredRules() {}

  static Optional<Upstream> lookUp(RestRequest request) {
    Interaction interaction = request.interaction();
    String type = interaction.type();
    // Patients are read by their id, and what no one owns is not touched by id
    boolean owned = type != null && Compartment.subject(type).isPresent();
    boolean named =
        interaction instanceof Read
            || interaction instanceof Content
            || interaction instanceof VRead
            || interaction instanceof Update
            || interaction instanceof Delete
            || interaction.kind() == InteractionKind.HISTORY_INSTANCE
            || (interaction instanceof Operation operation && OperationRules.isOfStored(operation));
    boolean patient = "Patient".equals(type);
    // An update of a Patient that is not there would be a create
    boolean changed =
        interaction instanceof Patch
            || (patient && interaction instanceof Update)
            || (patient
                && interaction instanceof Operation would
                && OperationRules.isOfStored(would));
    boolean known = owned || patient;
    if (type == null || !((owned && named) || (known && changed))) {
      return Optional.empty();
    }
    if (interaction instanceof Content content) {
      // All but what it holds, which may be longer than anything that is examined
      return Optional.of(new Upstream("GET", content.path() + "?_summary=true", Map.of(), null));
    }
    // A change is judged by what is stored now; an older version may have been about somebody else
    Interaction asked =
        interaction instanceof VRead
            ? interaction
            : new Read(type, Objects.requireNonNull(interaction.id()));
    return Optional.of(new Upstream("GET", asked.path(), Map.of(), null));
  }

  static Direct supposing(RestRequest request, String patient) {
    String type = Objects.requireNonNull(request.interaction().type());
    Set<String> reaches =
        request.interaction() instanceof Operation operation
            ? OperationRules.reaches(operation)
            : Set.of();
    return new Direct(request, patient, type, reaches);
  }

  static Direct hold(RestRequest request, Before before, Writer writer, OwnReferences own) {
    String patient = before.patient();
    String version = before.version();
    Buffer stored = before.resource();
    Interaction interaction = request.interaction();
    // By its items a List is somebody's only as long as it has no subject
    boolean through = !FhirBodies.namesOne(Objects.requireNonNull(interaction.type()));
    Known known = new Known(through ? before.through() : Set.of(), patient);
    if (interaction instanceof Update update) {
      Known now = known.beside(own.mentioned(stored, writer::knows));
      return supposing(update(own.relative(request), update, now, before, writer), patient);
    } else if (interaction instanceof Patch patch) {
      if (writer.readsOthers()) {
        throw notCovered();
      } else if (writer.sees()) {
        return patched(request, patch, before, known, writer, own);
      }
      BlindPatches.require(request, patch);
      return BlindPatches.alike(() -> patched(request, patch, before, known, writer, own));
    } else if (interaction instanceof Delete) {
      // http://hl7.org/fhir/R4/http.html#concurrency leaves If-Match on a delete to servers
      requireVersion(request, version);
      return supposing(request, patient);
    }
    if (interaction instanceof Content content) {
      if (version == null) {
        throw new Refusal.BadUpstream(502, "version-unknown").refused();
      }
      // Of the very version that was looked at
      return supposing(request.with(content.of(version, stored)), patient);
    }
    if (interaction instanceof Operation operation) {
      Known now = known.beside(own.mentioned(stored, writer::knows));
      return supposing(OperationRules.ofStored(own.relative(request), operation, now), patient);
    }
    return interaction instanceof History history
        ? supposing(history(request, history), patient)
        : supposing(
            Representations.ofOne(request, Objects.requireNonNull(interaction.type())), patient);
  }

  private static Direct patched(
      RestRequest request,
      Patch patch,
      Before before,
      Known known,
      Writer writer,
      OwnReferences own) {
    // It has been seen to mention nobody anew
    Known now = known.beside(own.mentioned(before.resource(), anybody -> true));
    RestRequest patched = own.relative(patched(request, patch, before, known, own));
    return supposing(
        update(patched, (Update) patched.interaction(), now, before, writer), before.patient());
  }

  /** Versions are examined one by one, so each has to tell whose it is. */
  static RestRequest history(RestRequest request, History history) {
    Query query = FixedParameters.HISTORY.hold(history.query(), request.preferences());
    return Representations.ofBundle(request).with(new History(history.type(), history.id(), query));
  }

  /** What the patch makes of the very version that was looked at, as an update of that version. */
  private static RestRequest patched(
      RestRequest request, Patch patch, Before before, Known known, OwnReferences own) {
    String version = before.version();
    if (version == null) {
      throw new Refusal.BadUpstream(502, "version-unknown").refused();
    }
    requireVersion(request, version);
    byte[] body = Objects.requireNonNull(request.body()).getBytes();
    RestRequest update =
        new RestRequest(
            request.practice(),
            new Update(patch.type(), patch.id()),
            request.representation(),
            request.preferences(),
            Conditions.ofVersion(version),
            null,
            request.siblings());
    return patched(update, patch, body, before, known, own);
  }

  /** Whoever asks, for the answer must not depend on it. */
  private static RestRequest patched(
      RestRequest update, Patch patch, byte[] body, Before before, Known known, OwnReferences own) {
    byte[] stored = before.resource().getBytes();
    try {
      FhirResource resource = ResourceParser.parse(stored);
      Mentions mentions =
          new Mentions(
              resource,
              Set.of(known.patient()),
              before.base(),
              known.and(before.shown()).resources());
      List<Span> others = mentions.ofOthers();
      if (others.isEmpty()) {
        return update.with(Buffer.buffer(Patches.applied(patch.format(), body, stored)));
      } else if (Patches.looks(patch.format(), body) || others.get(0).from() <= firstOf(stored)) {
        throw looks();
      }
      Veiled veiled = new Veiled(resource, stored, others);
      byte[] patched = patched(patch, body, veiled);
      // Who names somebody would learn whether it is who stands there already
      RestRequest named = own.relative(update.with(Buffer.buffer(patched)));
      update(named, (Update) named.interaction(), known);
      requireNoneOf(mentions, named);
      return update.with(veiled.lifted(patched));
    } catch (IOException unreadable) {
      throw looks();
    }
  }

  /**
   * Beside what its patient is not shown nothing of a record can be named anew: whether that is
   * what stands there already would be told by what becomes of it.
   */
  private static void requireNoneOf(Mentions before, RestRequest named) throws IOException {
    Set<String> shown = before.ownedOpenly();
    if (shown.equals(before.owned())) {
      return;
    }
    FhirResource now = ResourceParser.parse(Objects.requireNonNull(named.body()).getBytes());
    Set<String> anew = new Mentions(now, Set.of(), "").owned();
    anew.removeAll(shown);
    if (!anew.isEmpty()) {
      throw FhirRequests.beyondTheRecord().refused();
    }
  }

  private static byte[] patched(Patch patch, byte[] body, Veiled veiled) throws IOException {
    try {
      return Patches.applied(patch.format(), body, veiled.json());
    } catch (Refused refused) {
      throw refused.refusal() instanceof Refusal.BadExchange no && no.status() == 422
          ? new Refusal.BadExchange(
                  422,
                  no.reason(),
                  "The patch does not apply to the resource as its patient is shown it: who else is"
                      + " mentioned can be left as it is, replaced or removed as a whole.")
              .refused()
          : refused;
    }
  }

  /** The resource as a whole cannot be hidden from a patch of it. */
  private static int firstOf(byte[] json) {
    int at = 0;
    while (json[at] != '{') {
      at++;
    }
    return at;
  }

  private static RuntimeException looks() {
    return new Refusal.NotSupported(
            "patch-looks",
            "The resource mentions others than its patient. A patch of it must not test, copy, move,"
                + " have conditions, or change a part of such a mention: replace or remove it as a"
                + " whole.")
        .refused();
  }

  /**
   * Whatever the patch would change: by what it makes of the resource, and what not, it would be
   * read as well.
   */
  private static RuntimeException notCovered() {
    return new Refusal.InsufficientScope(
            "scope-not-covering",
            "",
            "The resource is none that the token's scopes, narrowed by search parameters, let you"
                + " read. A patch could make it one.")
        .refused();
  }

  private static void requireVersion(RestRequest request, @Nullable String stored) {
    String wanted = request.conditions().ifMatch();
    if (wanted != null && !wanted.equals(stored)) {
      throw Refusal.BadExchange.ofAnotherVersion().refused();
    }
  }

  private static RestRequest update(
      RestRequest request, Update update, Known known, Before before, Writer writer) {
    RestRequest held = update(request, update, known);
    if (update.type().equals("Patient")) {
      Identifiers.requireKept(before, request, writer);
    }
    return held;
  }

  /** A resource never becomes another patient's. */
  private static RestRequest update(RestRequest request, Update update, Known known) {
    Known told = known.and(Telling.in(request));
    requirePatient(new BodyRules(request, told), update.type(), update.id(), told);
    return Representations.whole(request);
  }

  /** The body is that resource, and about that patient. */
  static void requirePatient(BodyRules body, String type, String id, Known known) {
    if (type.equals("Patient")) {
      body.requirePatient(id);
      return;
    }
    Subject subject = Compartment.subject(type).orElseThrow(Attribution::notSupported);
    if (!body.patientOf(type, id, subject).equals(known.patient())) {
      throw new Refusal.NotSupported(
              "body-other-patient", "A resource cannot be given to another patient.")
          .refused();
    }
  }
}
