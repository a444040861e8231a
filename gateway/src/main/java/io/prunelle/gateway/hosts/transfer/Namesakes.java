// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.DESTINATION_OCCUPIED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Identifier;
import io.prunelle.gateway.hosts.fhir.Page;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.TraceSearches;
import io.prunelle.gateway.hosts.fhir.TraceSearches.Search;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Another Patient with an identifier of the one who moves may be the same person, or somebody who
 * was given it by mistake. Beside it a record gets in and, since nobody can tell then what is all
 * of it, not out again.
 */
final class Namesakes {

  private Namesakes() {}

  /**
   * Before anything is written: fails with {@link TransferFailure} where the destination has one. A
   * record that may not stay where it is goes all the same.
   */
  static Future<Void> none(Run run) {
    return run.kind() != Move.Kind.MOVE || run.transfer().urgent() || run.transfer().turns() != null
        ? Future.succeededFuture()
        : Traces.said(run, run.source())
            .compose(
                identifiers ->
                    identifiers.isEmpty() ? Future.succeededFuture() : none(run, identifiers));
  }

  private static Future<Void> none(Run run, List<Identifier> identifiers) {
    return run.destination()
        .capabilities()
        .compose(
            capabilities ->
                run.destination()
                    .searches()
                    .firsts(
                        new TraceSearches(capabilities)
                            .by(identifiers).stream().filter(Search::offered).toList(),
                        Search::asked,
                        (search, page, more) -> none(run, search, page)));
  }

  private static Future<Void> none(Run run, Search search, Optional<Page> page) {
    page.map(Page::resources).orElse(List.of()).stream()
        .filter(search.meant())
        .filter(found -> isOne(run, found))
        .findFirst()
        .ifPresent(
            found -> {
              throw new TransferFailure(
                  DESTINATION_OCCUPIED, found.key() + " has an identifier of the patient");
            });
    return Future.succeededFuture();
  }

  /**
   * Whether it is one that a record leaves where it is: once that has to leave, it does not wait
   * for somebody to find out who is who.
   */
  static boolean mayStay(Run run, Resource found) {
    return run.transfer().urgent()
        && isOne(run, found)
        && !found.names(ResourceKey.patient(run.patient()));
  }

  private static boolean isOne(Run run, Resource found) {
    return found.key().isPatient() && !found.key().equals(ResourceKey.patient(run.patient()));
  }
}
