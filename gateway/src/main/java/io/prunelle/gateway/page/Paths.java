// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.SignIn;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * The page's own addresses. The way back after a detour is built from these, never from what a
 * request says, so it cannot lead elsewhere.
 */
final class Paths {

  static final String HOME = "/my";
  static final String ACCESSES = "/my/accesses";
  static final String ACCESSES_CSV = "/my/accesses.csv";
  static final String ACCESSES_JSON = "/my/accesses.json";
  static final String DECISIONS = "/my/decisions";
  static final String EMERGENCIES = "/my/emergencies";
  static final String UNUSUAL = "/my/unusual";
  static final String MAIL = "/my/mail";
  static final String SIGN_OUT = "/my/logout";
  static final String BACK_CHANNEL = "/my/backchannel-logout";

  private Paths() {}

  /** The address of the page that a GET asks for; home for any other. */
  static String here(RoutingContext context) {
    return switch (context.normalizedPath()) {
      case ACCESSES -> before(context).map(id -> ACCESSES + "?before=" + id).orElse(ACCESSES);
      case SignIn.SIGNED_OUT -> SignIn.SIGNED_OUT;
      default -> HOME;
    };
  }

  /** The journal line that older ones are asked for; empty when none or nonsense is named. */
  static Optional<UUID> before(RoutingContext context) {
    String given = context.request().getParam("before");
    try {
      return Optional.ofNullable(given).map(UUID::fromString);
    } catch (IllegalArgumentException nonsense) {
      return Optional.empty();
    }
  }
}
