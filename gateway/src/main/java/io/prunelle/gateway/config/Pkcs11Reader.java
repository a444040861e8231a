// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.prunelle.gateway.config.Settings.Pkcs11;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads which token keeps the journal's key, if one does. */
final class Pkcs11Reader {

  private final Keys keys;

  Pkcs11Reader(Keys keys) {
    this.keys = keys;
  }

  @Nullable Pkcs11 read(String key) {
    Path library = keys.file(key + ".library");
    Optional<String> slot = keys.optional(key + ".slot");
    Optional<String> token = keys.optional(key + ".token-label");
    Optional<String> label = keys.optional(key + ".key-label");
    Optional<String> pin = keys.optional(key + ".pin");
    Path publicKey = keys.file(key + ".public-key");
    if (library == null) {
      return null;
    }
    if (slot.isPresent() == token.isPresent()) {
      throw new InvalidSettings(
          key + ".token-label",
          slot.isPresent() ? "is there beside " + key + ".slot" : "is missing");
    }
    return new Pkcs11(
        library,
        slot.map(number -> slot(key + ".slot", number)).orElse(null),
        token.orElse(null),
        required(key + ".key-label", label),
        required(key + ".pin", pin),
        publicKey);
  }

  private static String required(String key, Optional<String> value) {
    return value.orElseThrow(() -> new InvalidSettings(key, "is missing"));
  }

  /** Some modules give them names of 32 or 64 bits. */
  private static long slot(String key, String number) {
    try {
      return Long.parseUnsignedLong(number);
    } catch (NumberFormatException notANumber) {
      throw new InvalidSettings(key, number + " is not the number of a slot");
    }
  }
}
