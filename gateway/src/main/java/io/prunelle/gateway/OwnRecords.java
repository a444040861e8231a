// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.page.takeout.RecordReader;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Patients' reading of their own records, and guardians' of their wards', where no application does
 * it for them. Each read goes the whole way of one that came over HTTP: access, consent, host,
 * journal, filter; and is decided by what holds then, not by what held when it was asked for.
 */
final class OwnRecords implements RecordReader {

  private final RestRequests rest;
  private final Ways ways;
  private final Replies replies;
  private final Memory memory;
  private final Identifiers identifiers = new Identifiers(Clock.systemUTC());

  OwnRecords(RestRequests rest, Ways ways, Replies replies, Memory memory) {
    this.memory = memory;
    this.rest = rest;
    this.ways = ways;
    this.replies = replies;
  }

  @Override
  public Reading as(HttpServerRequest request, Caller reader, @Nullable String ward) {
    Unattended carrier = new Unattended(request);
    Caller self = ward == null ? self(reader) : guardian(reader, ward);
    return (practice, path, query) -> get(carrier, self, practice, path, query);
  }

  /**
   * As the patient whose record it is, and in no other capacity that the user has. Scopes say what
   * applications may do, and here is none: all of one's own record can be read, and nothing
   * written.
   */
  private static Caller self(Caller caller) {
    return new Caller(
        caller.subject(),
        caller.name(),
        Set.of("patient"),
        caller.practices(),
        caller.patientId(),
        Set.of(),
        Map.of(),
        Set.of("patient/*.rs"),
        caller.client(),
        caller.tokenId(),
        false,
        caller.consent());
  }

  /**
   * As the guardian of one ward, and in no other capacity: of nobody else a line can be read, and
   * of the ward none from the day on which they come of age.
   */
  private static Caller guardian(Caller caller, String ward) {
    Caller.Ward known = caller.wards().get(ward);
    return new Caller(
        caller.subject(),
        caller.name(),
        Set.of(),
        Set.of(),
        null,
        Set.of(),
        known == null ? Map.of() : Map.of(ward, known),
        Set.of("patient/*.rs"),
        caller.client(),
        caller.tokenId(),
        false,
        caller.consent());
  }

  private Future<Buffer> get(
      Unattended carrier, Caller self, String practice, String path, @Nullable String query) {
    Trace trace = new Trace(carrier, identifiers.next().toString());
    trace.by(self);
    memory.admit(carrier, self.subject());
    BundleEntry read =
        new BundleEntry(
            null,
            "GET",
            "/fhir/" + practice + path,
            query,
            MultiMap.caseInsensitiveMultiMap().add("Accept", "application/fhir+json"),
            Buffer.buffer());
    return rest.parse(carrier, read, trace::understands)
        .compose(asked -> ways.serve(carrier, asked, self, trace))
        .compose(
            served ->
                Future.join(served.ends().stream().map(replies::ended).toList())
                    .map(served.answer().body()))
        .recover(
            failure ->
                replies
                    .refused(carrier, trace, failure)
                    .transform(written -> Future.<Buffer>failedFuture(failure)))
        .onComplete(done -> memory.settle(carrier));
  }
}
