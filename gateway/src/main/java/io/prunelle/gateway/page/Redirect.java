// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.vertx.ext.web.RoutingContext;

/** See other: what comes next is a GET, whatever this was (RFC 9110, 15.4.4). */
final class Redirect {

  private Redirect() {}

  static void to(RoutingContext context, String location) {
    context.response().setStatusCode(303).putHeader("Location", location).end();
  }
}
