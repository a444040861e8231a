// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.server;

import java.time.Instant;
import org.keycloak.common.util.Time;

/** Keycloak's time, which its own tests and its expiry follow too. */
public final class ServerTime {
  private ServerTime() {}

  /** To the millisecond. */
  public static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
