// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Who is handed each FHIR request that has come in, and answers it. */
public interface Receiver {

  /** One that is framed soundly. */
  void handle(HttpServerRequest request);

  /** One that is not: {@link io.prunelle.gateway.rest.Framing#unsound}. */
  void refuse(HttpServerRequest request);

  /**
   * Completes when no request is under way, and no outcome owed. For a server that accepts none.
   */
  Future<Void> idle();
}
