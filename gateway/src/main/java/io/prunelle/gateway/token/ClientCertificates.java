// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client proved to have when it connected. TLS ends before the gateway, so
 * who ends it has to say (RFC 9440); what anybody else says of it is not looked at.
 */
final class ClientCertificates {

  private static final String HEADER = "Client-Cert";

  /** A byte sequence (RFC 8941, 3.3.5). */
  private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]{1,12000}={0,2}):");

  private final Set<String> proxies;

  /**
   * @param proxies addresses of who ends TLS
   */
  ClientCertificates(Set<String> proxies) {
    this.proxies = proxies;
  }

  /**
   * The thumbprint that tokens are bound by (RFC 8705, 3.1).
   *
   * @return null when no certificate was shown, as far as is known for sure
   */
  @Nullable String thumbprint(HttpServerRequest request) {
    SocketAddress from = request.remoteAddress();
    List<String> told = request.headers().getAll(HEADER);
    return told.size() == 1 && from != null && proxies.contains(from.hostAddress())
        ? thumbprint(told.get(0))
        : null;
  }

  private static @Nullable String thumbprint(String told) {
    Matcher bytes = BYTES.matcher(told.strip());
    try {
      if (!bytes.matches()) {
        return null;
      }
      byte[] der =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Base64.getDecoder().decode(bytes.group(1))))
              .getEncoded();
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (CertificateException | IllegalArgumentException noCertificate) {
      return null;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
