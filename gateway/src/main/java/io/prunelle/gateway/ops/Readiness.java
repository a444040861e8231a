// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Where other packages register what they cannot serve without. */
public interface Readiness {

  /**
   * Makes readiness depend on a probe.
   *
   * @param name as shown by {@code /health/ready}
   * @param probe succeeds when ready; asked on each call, so it answers quickly
   */
  void register(String name, Supplier<Future<Void>> probe);
}
