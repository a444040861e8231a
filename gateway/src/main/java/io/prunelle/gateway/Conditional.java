// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.fhir.Condition;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction.ConditionalDelete;
import io.prunelle.gateway.rest.Interaction.ConditionalPatch;
import io.prunelle.gateway.rest.Interaction.ConditionalUpdate;
import io.prunelle.gateway.rest.Interaction.Delete;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes and patches by a condition (http://hl7.org/fhir/R4/http.html#cdelete), and updates by one
 * of a version, which some hosts do not hold to it. The gateway looks itself for the one resource
 * of the one patient that fits, and then does what would be done by its id; a host might find
 * another one than was looked at.
 */
final class Conditional {

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Journal journal;
  private final Passage passage;

  Conditional(FhirRequests requests, AccessPolicy access, Journal journal, Passage passage) {
    this.requests = requests;
    this.access = access;
    this.journal = journal;
    this.passage = passage;
  }

  static boolean concerns(RestRequest asked) {
    return asked.interaction() instanceof ConditionalDelete
        || asked.interaction() instanceof ConditionalPatch
        || isOfVersion(asked);
  }

  /** Whether it is an update by a condition, of what is at a version. */
  static boolean isOfVersion(RestRequest asked) {
    return asked.interaction() instanceof ConditionalUpdate && asked.conditions().ifMatch() != null;
  }

  Future<Served> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return owner(asked, caller)
        .compose(owner -> requests.condition(asked, owner.orElse(null)))
        .compose(
            condition ->
                access
                    .allow(caller, trace.asks(requests.supposing(asked, condition.patient())))
                    .compose(may -> search(carrier, condition, caller, trace)))
        .compose(found -> theOne(asked, found))
        .compose(one -> passage.serve(carrier, one, caller, trace))
        .map(answer -> Served.one(trace, answer));
  }

  /** Who can only mean their own record need not say so, nor whose body says whose it is. */
  private Future<Optional<String>> owner(RestRequest asked, Caller caller) {
    if (asked.interaction() instanceof ConditionalUpdate) {
      return requests.attribute(asked).map(held -> Optional.of(held.patient()));
    }
    Set<String> own = access.ownRecords(caller, asked.practice());
    boolean anybodys = access.allow(caller, requests.ofAnybody(asked)).succeeded();
    return Future.succeededFuture(
        anybodys || own.size() != 1 ? Optional.empty() : Optional.of(own.iterator().next()));
  }

  /** With an entry of its own in the journal, for whatever follows tells what it found. */
  private Future<JsonObject> search(
      HttpServerRequest carrier, Condition condition, Caller caller, Trace trace) {
    Trace own = trace.another();
    return passage
        .serve(carrier, condition.search(), caller, own)
        .transform(
            answer -> {
              UUID intent = own.intent();
              if (intent != null) {
                // With the intent of what follows
                journal.settleInPassing(
                    intent,
                    answer.succeeded()
                        ? own.outcome(200, 0, "completed")
                        : own.outcome(0, 0, "failed"));
              }
              return asFuture(answer.result(), answer.cause());
            })
        .map(answer -> answer.body().toJsonObject());
  }

  private static Future<Answer> asFuture(@Nullable Answer answer, @Nullable Throwable failure) {
    return answer != null ? Future.succeededFuture(answer) : Future.failedFuture(failure);
  }

  /** The same by id, of the very version that was found. */
  private static Future<RestRequest> theOne(RestRequest asked, JsonObject bundle) {
    List<JsonObject> matches =
        bundle.getJsonArray("entry", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .map(entry -> entry.getJsonObject("resource"))
            .toList();
    boolean more =
        bundle.getJsonArray("link", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .anyMatch(link -> "next".equals(link.getString("relation")));
    if (matches.isEmpty() && !more) {
      // http://hl7.org/fhir/R4/http.html#concurrency: no version is met by what is not there
      return refuse(
          isOfVersion(asked)
              ? Refusal.BadExchange.ofAnotherVersion()
              : new Refusal.NotFound("condition-unmatched"));
    } else if (matches.size() != 1 || more) {
      return refuse(Refusal.BadExchange.ofSeveral());
    }
    String id = matches.get(0).getString("id");
    String version = matches.get(0).getJsonObject("meta", new JsonObject()).getString("versionId");
    if (asked.interaction() instanceof ConditionalUpdate) {
      // The host compares, in the words in which it compares any other (see EarlierTags)
      return Future.succeededFuture(byId(asked, id));
    }
    String wanted = asked.conditions().ifMatch();
    if (wanted != null && version != null && !wanted.equals(version)) {
      return refuse(Refusal.BadExchange.ofAnotherVersion());
    }
    return Future.succeededFuture(
        byId(asked, id).with(wanted == null ? Conditions.ofVersion(version) : asked.conditions()));
  }

  /** What is done on a condition, to the one that is known to meet it. */
  static RestRequest byId(RestRequest asked, String id) {
    if (asked.interaction() instanceof ConditionalUpdate update) {
      return asked
          .with(new Update(update.type(), id))
          .with(FhirRequests.withId(id, Objects.requireNonNull(asked.body())));
    }
    return asked.with(
        asked.interaction() instanceof ConditionalPatch patch
            ? new Patch(patch.type(), id, patch.format())
            : new Delete(((ConditionalDelete) asked.interaction()).type(), id));
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
