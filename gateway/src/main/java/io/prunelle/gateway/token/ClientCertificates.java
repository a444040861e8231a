// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client proved to have when it connected: to the gateway, or to a proxy at
 * which TLS ends, which has to say so (RFC 9440); what anybody else says of it is not looked at.
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
    if (from != null && proxies.contains(from.hostAddress())) {
      return told.size() == 1 ? thumbprint(told.get(0)) : null;
    }
    return shown(request);
  }

  /**
   * On this very connection, where TLS ends here. Its chain was checked when it was shown; the
   * connection may have outlived it since.
   */
  private static @Nullable String shown(HttpServerRequest request) {
    try {
      SSLSession session = request.isSSL() ? request.connection().sslSession() : null;
      if (session == null || !(session.getPeerCertificates()[0] instanceof X509Certificate own)) {
        return null;
      }
      own.checkValidity();
      return thumbprint(own.getEncoded());
    } catch (SSLPeerUnverifiedException | CertificateException none) {
      return null;
    }
  }

  private static @Nullable String thumbprint(String told) {
    Matcher bytes = BYTES.matcher(told.strip());
    try {
      if (!bytes.matches()) {
        return null;
      }
      return thumbprint(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Base64.getDecoder().decode(bytes.group(1))))
              .getEncoded());
    } catch (CertificateException | IllegalArgumentException noCertificate) {
      return null;
    }
  }

  private static String thumbprint(byte[] der) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
