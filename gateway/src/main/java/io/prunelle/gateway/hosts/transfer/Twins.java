// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SAME_HOST;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether two hosts are one server under two names, which no address shows: then all that is copied
 * is there already, and what is erased at the one is erased at the other.
 */
final class Twins {

  private Twins() {}

  /**
   * Where the destination has a Patient of its own: fails with {@link TransferFailure} if that is
   * the very version that the source has. Where it had none it is another server.
   */
  static Future<Run> none(Run run) {
    return run.kind().arrives()
        ? new ReceivedItems()
            .patientYielded(run)
            .compose(yielded -> yielded ? compared(run) : Future.succeededFuture(run))
        : Future.succeededFuture(run);
  }

  /** What is not the same before and after has been written meanwhile, and shows nothing. */
  private static Future<Run> compared(Run run) {
    return patient(run, run.source())
        .compose(
            before ->
                patient(run, run.destination())
                    .compose(
                        there ->
                            patient(run, run.source())
                                .map(
                                    after -> {
                                      if (same(before, there)) {
                                        throw new TransferFailure(
                                            SAME_HOST, "its Patient is that of the source");
                                      } else if (!same(before, after)) {
                                        throw new TransferFailure(
                                            RECORD_BUSY, "the Patient has changed");
                                      }
                                      return run;
                                    })));
  }

  private static Future<List<Resource>> patient(Run run, FhirHost host) {
    List<Resource> found = new ArrayList<>();
    return host.fetch(
            List.of(ResourceKey.patient(run.patient())),
            page -> {
              found.addAll(page);
              return Future.succeededFuture();
            })
        .map(found);
  }

  private static boolean same(List<Resource> one, List<Resource> other) {
    return one.size() == other.size()
        && (one.isEmpty()
            || (one.get(0).digest().equals(other.get(0).digest())
                && one.get(0).version().equals(other.get(0).version())
                && Objects.equals(one.get(0).updated(), other.get(0).updated())));
  }
}
