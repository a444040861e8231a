// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/**
 * Names each request, as the gateway does for FHIR: the answer, the log and the journal then tell
 * of the same one.
 */
final class RequestIds implements Handler<RoutingContext> {

  private static final String KEY = "request-id";

  @Override
  public void handle(RoutingContext context) {
    String id = UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader("X-Request-Id", id);
    context.next();
  }

  static String of(RoutingContext context) {
    return context.get(KEY);
  }
}
