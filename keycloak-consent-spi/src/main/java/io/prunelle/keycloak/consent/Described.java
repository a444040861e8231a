// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Sha256;
import java.util.List;

/** What a patient is shown beside the notice: what for, and where. */
public record Described(List<Purpose> purposes, Host host) {
  /** As it is kept for receipts. */
  public String text() {
    return Json.write(this);
  }

  /** Of {@link #text()}, in hexadecimal. */
  public String hash() {
    return Sha256.hex(text());
  }

  /** By which an answer says what was shown: {@code sha-256:…}. */
  public String digest() {
    return "sha-256:" + hash();
  }
}
