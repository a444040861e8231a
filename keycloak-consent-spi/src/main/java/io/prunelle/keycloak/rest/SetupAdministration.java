// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.Response;

/** What administrators do to prepare a realm. */
final class SetupAdministration {
  private final AdminCall call;

  SetupAdministration(AdminCall call) {
    this.call = call;
  }

  /** Creates what is missing and says what is wrong. */
  Response run() {
    return call.reply(administration -> Replies.json(administration.setup().run()));
  }
}
