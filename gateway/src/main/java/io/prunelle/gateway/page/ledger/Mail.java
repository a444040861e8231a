// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;

/**
 * Whether the patient is told of unusual accesses by mail as well.
 *
 * @param address where it is sent; empty when the realm has none
 */
public record Mail(State state, String address) {

  /** How it stands. */
  public enum State {
    ON,
    OFF,
    /** Nobody has shown that the address is the patient's: nothing is sent there. */
    UNVERIFIED,
    /** The realm sends none. */
    UNAVAILABLE,
    /** The realm did not say. */
    UNKNOWN
  }

  /** Not known. */
  public static final Mail UNKNOWN = new Mail(State.UNKNOWN, "");

  static Mail from(JsonObject json) {
    Fields fields = Fields.of(json);
    State state =
        switch (fields.text("state")) {
          case "ON" -> State.ON;
          case "OFF" -> State.OFF;
          case "UNVERIFIED" -> State.UNVERIFIED;
          case "UNAVAILABLE" -> State.UNAVAILABLE;
          default -> State.UNKNOWN;
        };
    return new Mail(state, fields.text("address"));
  }
}
