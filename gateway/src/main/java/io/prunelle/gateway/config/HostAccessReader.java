// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What of the configuration tells how the gateway and a host know each other. */
final class HostAccessReader {

  private final Keys keys;

  HostAccessReader(Keys keys) {
    this.keys = keys;
  }

  Host.Access read(String key, URI url) {
    String authority = key + ".certificate-authority";
    String trusted = keys.optional(authority).map(file -> pem(authority, file)).orElse(null);
    if (trusted != null && !"https".equals(url.getScheme())) {
      throw new InvalidSettings(authority, "is given for a host that is not reached by https");
    }
    String authorization = key + ".authorization";
    return new Host.Access(
        trusted,
        keys.optional(authorization).map(value -> headerValue(authorization, value)).orElse(null));
  }

  private static String pem(String key, String file) {
    try {
      return Keys.pem(key, Path.of(file));
    } catch (InvalidPathException noPath) {
      throw new InvalidSettings(key, file + " is no file with certificates in PEM");
    }
  }

  /** RFC 9110, 11.6.2. Its value is secret, so it is not told. */
  private static String headerValue(String key, String value) {
    if (!value.matches("[A-Za-z]{1,20} [!-~]{1,8000}")) {
      throw new InvalidSettings(key, "is not a scheme and credentials, such as Basic dXNlcjpwYXNz");
    }
    return value;
  }
}
