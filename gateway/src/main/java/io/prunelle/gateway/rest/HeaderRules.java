// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import java.util.List;

/**
 * Headers that would turn a request into another one. Further headers are not refused, they are not
 * forwarded; nor is an upgrade, which a server is free to ignore (RFC 9110, 7.8) and some clients
 * always offer.
 */
final class HeaderRules {

  private static final List<String> OVERRIDES =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  private HeaderRules() {}

  static void check(InteractionKind kind, MultiMap headers) {
    for (String override : OVERRIDES) {
      if (headers.contains(override)) {
        throw new Refusal.BadExchange(
                400, "method-overridden", "The method must be the one of the request line.")
            .refused();
      }
    }
    if (headers.contains(IfNoneExist.NAME) && kind != InteractionKind.CONDITIONAL_CREATE) {
      throw new Refusal.BadExchange(
              400, "condition-malformed", IfNoneExist.NAME + " belongs to a create alone.")
          .refused();
    }
  }
}
