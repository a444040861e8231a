// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Host;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hosting's identity, {@code practice@host}.
 *
 * @param practice the alias of the practice's organization
 * @param host the host's id
 */
public record HostingId(String practice, String host) {
  private static final Pattern PRACTICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Empty when the text names no hosting. */
  public static Optional<HostingId> parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    HostingId id = new HostingId(text.substring(0, at), text.substring(at + 1));
    return PRACTICE.matcher(id.practice).matches() && Host.isId(id.host)
        ? Optional.of(id)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return practice + "@" + host;
  }
}
