// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.patch.Patches;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The door of this package for requests: from what is asked to whose record it touches. */
public final class FhirRequests {

  private static final String ANYBODY = "*";

  private final Lengthy lengthy;
  private final Attribution attribution;
  private final OwnReferences own;
  private final AcrossRules across;
  private final NewReferences newReferences;

  public FhirRequests(Vertx vertx, Settings settings) {
    List<String> hosts = settings.hosts().stream().map(host -> host.url().toString()).toList();
    this.lengthy = new Lengthy(vertx);
    this.own = new OwnReferences(settings.publicUrl().toString(), hosts);
    this.attribution = new Attribution(settings.publicUrl().toString());
    this.across = new AcrossRules(settings.publicUrl().toString());
    this.newReferences = new NewReferences(hosts);
  }

  /**
   * The request as one over several records, when only answers tell which patients it touches.
   *
   * @param owner the patient whose record alone is asked for; null for whoever's
   * @return empty when it is no such request; fails with {@link Refused} when it is one that could
   *     tell of what the answer does not show
   */
  public Future<Optional<AcrossRecords>> across(RestRequest request, @Nullable String owner) {
    try {
      return Future.succeededFuture(across.of(request, owner));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * A search for one patient's resources, of a type in which others may be named as well.
   *
   * @return empty for any other request; fails with {@link Refused} when it could tell of what the
   *     answer does not show
   */
  public Future<Optional<OfOne>> ofOne(RestRequest request) {
    try {
      return Future.succeededFuture(across.ofOne(request));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * Whose resources {@link #ofOne such a search} is for, whatever else it asks.
   *
   * @return empty for any other request; fails with {@link Refused} when it may be for anybody's
   */
  public Future<Optional<String>> ownerOfOne(RestRequest request) {
    try {
      return Future.succeededFuture(across.ownerOfOne(request));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /** Whether a search for one patient finds nothing that may be somebody else's as well. */
  public static boolean findsOneRecords(RestRequest request) {
    String type = request.interaction().type();
    return type != null && Compartment.single(type);
  }

  /** Whether a number alone is asked for that may count what is there for the patient alone. */
  public static boolean countsKeptBack(RestRequest request) {
    return AcrossRules.countsKeptBack(request);
  }

  /**
   * The patient whose record a search or an operation says that it is about.
   *
   * @return empty where it does not, or is refused
   */
  public Optional<String> named(RestRequest request) {
    if (request.interaction() instanceof Operation operation
        && "Patient".equals(operation.type())) {
      return Optional.ofNullable(operation.id());
    }
    try {
      return across.named(request);
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  /** The patients whose records it says that it is about; empty where it names nobody. */
  public Set<String> named(AcrossRecords asked) {
    try {
      return across.named(asked);
    } catch (Refused refused) {
      return Set.of();
    }
  }

  /**
   * A search over one type, with this patient written into it.
   *
   * @return fails with {@link Refused} when it names somebody else
   */
  public Future<RestRequest> naming(RestRequest request, String owner) {
    try {
      return Future.succeededFuture(attribution.of(request, owner).request());
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * The condition of a delete or a patch.
   *
   * @param owner the patient, if it names none; null when it has to name one
   * @return fails with {@link Refused} when it could be met by others' resources
   */
  public Future<Condition> condition(RestRequest request, @Nullable String owner) {
    try {
      return Future.succeededFuture(attribution.condition(request, owner));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * The identifier by which a Patient is updated or patched.
   *
   * @return fails with {@link Refused} for any other condition, and for a body that mentions
   *     another patient or has an id
   */
  public Future<Query> identifying(RestRequest request) {
    return lengthy.work(request.length(), () -> Attribution.identifying(own.relative(request)));
  }

  /**
   * What to ask a host for, when only the stored resource tells whose record is touched. Fails with
   * the refusal of an update of a Patient by anything else, for which no host need be asked.
   *
   * @return empty when the request itself tells, or nothing does
   */
  public Future<Optional<Upstream>> lookUp(RestRequest request) {
    return request.interaction() instanceof Update update && update.type().equals("Patient")
        ? attribute(request).map(itself -> StoredRules.lookUp(request))
        : Future.succeededFuture(StoredRules.lookUp(request));
  }

  /** References by condition in the body, each once: {@code Practitioner?identifier=…}. */
  public Future<List<String>> conditions(RestRequest request) {
    return lengthy.work(request.length(), () -> ConditionalReferences.in(request));
  }

  /**
   * The request with what they stand for in their place.
   *
   * @param found {@code Type/id} for each of {@link #conditions}
   */
  public Future<RestRequest> resolved(RestRequest request, Map<String, String> found) {
    return lengthy.work(request.length(), () -> ConditionalReferences.resolved(request, found));
  }

  /**
   * The request, bringing along no more than may be seen.
   *
   * @param seen which types may be
   */
  public RestRequest bringing(RestRequest request, Predicate<String> seen) {
    return request.interaction() instanceof Operation operation
            && operation.name().equals("everything")
        ? Everything.narrowed(request, operation, seen)
        : Includes.narrowed(request, seen);
  }

  /**
   * What the body of a write refers to and did not before. Fails with the refusal of what cannot be
   * read.
   *
   * @param stored the resource before; null when it is new
   * @param shown what of it who writes is shown; null for all
   * @param base the host's base URL, as references in what is stored may begin with
   */
  public Future<AddedReferences> newReferences(
      OnRecord write, @Nullable Buffer stored, @Nullable ShownBefore shown, String base) {
    return lengthy.work(
        write.length() + (stored == null ? 0L : stored.length()),
        () -> newReferences.in(write, stored, shown, base));
  }

  /**
   * A body that has no id, with this one; all else in it stays as it is.
   *
   * @param body a JSON object that is not empty
   */
  public static Buffer withId(String id, Buffer body) {
    int first = 0;
    while (body.getByte(first) != '{') {
      first++;
    }
    return Buffer.buffer(body.length() + id.length() + 8)
        .appendBuffer(body, 0, first + 1)
        .appendString("\"id\":\"" + id + "\",")
        .appendBuffer(body, first + 1, body.length() - first - 1);
  }

  /** In the same words whatever is the matter with a reference. */
  public static Refusal beyondTheRecord() {
    return new Refusal.NotSupported(
        "reference-beyond-record",
        "A reference does not lead to a resource of the same patient. Refer to what is in the"
            + " record, as Type/id.");
  }

  /** What is asked, in pages as long wherever the record lives. */
  public static OnRecord paged(OnRecord asked) {
    return PageSize.of(asked);
  }

  /**
   * What tells whose the resource is that is written, where its type says so by what it is about
   * and it names no patient.
   *
   * @return as {@code Type/id}, or a {@link #isName name}; mostly empty; fails with {@link Refused}
   *     when it could not be told by that
   */
  public Future<Set<String>> tellers(RestRequest request) {
    return Telling.concerns(request.interaction())
        ? lengthy.work(request.length(), () -> Telling.in(own.relative(request)))
        : Future.succeededFuture(Set.of());
  }

  /** Whether that is an entry of the same transaction, as far as can be read. */
  public Future<Boolean> isToldBySiblings(RestRequest request) {
    return tellers(request)
        .map(tellers -> tellers.stream().anyMatch(FhirRequests::isName))
        .otherwise(false);
  }

  /**
   * Holds a create to the patient whose {@linkplain #tellers what tells} is.
   *
   * @return fails with {@link Refused} when it mentions somebody else
   */
  public Future<OnRecord> told(RestRequest create, String patient) {
    return lengthy.work(create.length(), () -> attribution.told(own.relative(create), patient));
  }

  /** Whether content is created that says nothing of whose it is. */
  public Future<Boolean> createsOpenContent(RestRequest request) {
    return lengthy.work(request.length(), () -> OpenContent.isCreatedBy(request));
  }

  /** Content, by the names of its entries, that a document of the same transaction points at. */
  public Future<Set<String>> pointedAt(RestRequest write) {
    return lengthy.work(write.length(), () -> OpenContent.pointedAtBy(write));
  }

  /** The create of {@linkplain #createsOpenContent such content}, as this patient's. */
  public Future<RestRequest> inContextOf(String patient, RestRequest create) {
    return lengthy.work(create.length(), () -> OpenContent.inContextOf(patient, create));
  }

  /** Whether it is at another host than that of the record. */
  public static boolean leadsElsewhere(String reference) {
    return NewReferences.leadsElsewhere(reference);
  }

  /** Whether it is what an entry of the same transaction is called. */
  public static boolean isName(String reference) {
    return NewReferences.isName(reference);
  }

  /** The request as it is, if it should touch this patient's record. To ask who may, no more. */
  public OnRecord supposing(RestRequest request, String patient) {
    return StoredRules.supposing(request, patient);
  }

  /** The same for whoever's record of the practice: who may ask it may ask it of all of them. */
  public OnRecord ofAnybody(RestRequest request) {
    return StoredRules.supposing(request, ANYBODY);
  }

  /**
   * Holds the request to the patient whose the stored resource is.
   *
   * @param stored as it was found
   * @param writer who asks
   * @param loan of the memory that a patch takes
   * @return fails with {@link Refused} when the request would make it another's, is for another
   *     version, or does not fit
   */
  public Future<OnRecord> attribute(RestRequest request, Before stored, Writer writer, Loan loan) {
    return request.interaction() instanceof Patch patch
        // However short it is: what it is a patch of may be long
        ? lengthy.work(
            Long.MAX_VALUE,
            () -> {
              long weight =
                  Patches.weight(
                      patch.format(),
                      Objects.requireNonNull(request.body()).getBytes(),
                      stored.resource().getBytes());
              if (!loan.ever(weight)) {
                throw Patches.tooHeavy();
              }
              return loan.during(weight, () -> StoredRules.hold(request, stored, writer, own));
            })
        : lengthy.work(request.length(), () -> StoredRules.hold(request, stored, writer, own));
  }

  /**
   * Holds the request to one patient.
   *
   * @return fails with {@link Refused} for what cannot be held to one
   */
  public Future<OnRecord> attribute(RestRequest request) {
    return lengthy.work(request.length(), () -> attribution.of(own.relative(request)));
  }
}
