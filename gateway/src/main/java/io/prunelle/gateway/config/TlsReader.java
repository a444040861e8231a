// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.prunelle.gateway.config.Settings.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What of the configuration tells how clients know the gateway, where TLS ends at it. */
final class TlsReader {

  private final Keys keys;

  TlsReader(Keys keys) {
    this.keys = keys;
  }

  @Nullable Tls read(String key) {
    String certificate = key + ".certificate";
    String privateKey = key + ".key";
    Path shown = keys.file(certificate);
    Path kept = keys.file(privateKey);
    Path authority = keys.file(key + ".client-ca");
    boolean http2 = http2(key + ".http2");
    if (shown != null && kept != null) {
      return new Tls(shown, kept, authority, http2);
    } else if (shown == null && kept == null && authority == null) {
      return null;
    }
    throw new InvalidSettings(
        shown == null ? certificate : privateKey, "is missing beside the others");
  }

  private boolean http2(String key) {
    return switch (keys.text(key, "true")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSettings(key, "is neither true nor false");
    };
  }
}
