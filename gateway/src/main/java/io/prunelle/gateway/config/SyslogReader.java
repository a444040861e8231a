// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.prunelle.gateway.config.Settings.Syslog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** Reads to whom the journal is passed on, if to anybody. */
final class SyslogReader {

  /** Of syslog over TLS: RFC 5425, 4.1. */
  private static final int PORT = 6_514;

  private final Keys keys;

  SyslogReader(Keys keys) {
    this.keys = keys;
  }

  @Nullable Syslog read(String key) {
    String host = keys.optional(key + ".host").orElse(null);
    int port = keys.number(key + ".port", PORT, 1, 65_535);
    Path authority = certificates(key + ".ca");
    Path certificate = certificates(key + ".certificate");
    Path own = keys.file(key + ".key");
    int overlap = keys.number(key + ".overlap", 16, 0, 10_000);
    if ((certificate == null) != (own == null)) {
      throw new InvalidSettings(
          key + (own == null ? ".key" : ".certificate"), "is missing beside the other");
    }
    if (host != null) {
      return new Syslog(host, port, authority, certificate, own, overlap);
    } else if (authority == null && own == null && !given(key + ".port")) {
      return null;
    }
    // Whoever wanted it passed on would not notice that it is not
    throw new InvalidSettings(key + ".host", "is missing beside the others");
  }

  private boolean given(String key) {
    return keys.optional(key).isPresent();
  }

  private @Nullable Path certificates(String key) {
    Path file = keys.file(key);
    if (file == null) {
      return null;
    }
    try (InputStream pem = Files.newInputStream(file)) {
      if (!CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
        return file;
      }
    } catch (CertificateException | IOException unreadable) {
      // told below
    }
    throw new InvalidSettings(key, file + " is no file with certificates in PEM");
  }
}
