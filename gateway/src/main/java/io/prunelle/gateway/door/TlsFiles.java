// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** The files for TLS as they were read together, in PEM. */
record TlsFiles(Buffer certificate, Buffer key, @Nullable Buffer clientAuthority) {

  /** By the algorithm of a key, one that it signs with. */
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

  static TlsFiles read(Settings.Tls files) throws IOException {
    Path authority = files.clientAuthority();
    return new TlsFiles(
        Buffer.buffer(Files.readAllBytes(files.certificate())),
        Buffer.buffer(Files.readAllBytes(files.key())),
        authority == null ? null : Buffer.buffer(Files.readAllBytes(authority)));
  }

  void applyTo(ServerSSLOptions options) {
    options.setKeyCertOptions(own());
    if (clientAuthority != null) {
      // Asked for, not required: not all tokens are bound to a certificate
      options
          .setClientAuth(ClientAuth.REQUEST)
          .setTrustOptions(new PemTrustOptions().addCertValue(clientAuthority));
    }
  }

  /**
   * The files are not replaced all at once: a new certificate beside the old key would be shown to
   * clients, and believed by none.
   *
   * @return the certificate that clients would be shown, whose time may be over
   * @throws GeneralSecurityException when the key is not the certificate's
   * @throws RuntimeException when something is not in PEM
   */
  X509Certificate check(Vertx vertx) throws GeneralSecurityException {
    X509KeyManager own = keys(vertx);
    for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
      String[] names = own.getServerAliases(kind.getKey(), null);
      if (names != null) {
        X509Certificate shown = own.getCertificateChain(names[0])[0];
        belongs(own.getPrivateKey(names[0]), shown, kind.getValue());
        return shown;
      }
    }
    throw new GeneralSecurityException("the certificate's key is neither EC nor RSA");
  }

  private X509KeyManager keys(Vertx vertx) throws GeneralSecurityException {
    try {
      if (clientAuthority != null) {
        new PemTrustOptions().addCertValue(clientAuthority).getTrustManagerFactory(vertx);
      }
      KeyManager[] managers = own().getKeyManagerFactory(vertx).getKeyManagers();
      return Arrays.stream(managers)
          .filter(X509KeyManager.class::isInstance)
          .map(X509KeyManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | RuntimeException unusable) {
      throw unusable;
    } catch (Exception unusable) {
      throw new GeneralSecurityException(unusable.getMessage(), unusable);
    }
  }

  private static void belongs(PrivateKey key, X509Certificate certificate, String algorithm)
      throws GeneralSecurityException {
    byte[] anything = certificate.getSignature();
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(anything);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(anything);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not the certificate's");
    }
  }

  private PemKeyCertOptions own() {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsFiles";
  }
}
