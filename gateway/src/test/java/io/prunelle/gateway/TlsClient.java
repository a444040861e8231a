// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Connects to a port with what {@code KeyTool} made in a folder. */
public final class TlsClient {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path files;
  private final int port;

  public TlsClient(Path files, int port) {
    this.files = files;
    this.port = port;
  }

  /**
   * Not yet shaken hands.
   *
   * @param trusted the only certificate that is believed
   * @param own what is shown if any is asked for, whoever is to have certified it; null for none
   */
  public SSLSocket connect(String trusted, @Nullable String own) throws Exception {
    return connect(trusted, own, new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** The same over HTTP/2, shaken hands, by a client whose system holds few unread bytes. */
  public SSLSocket connectForHttp2(String trusted) throws Exception {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(4_096);
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    SSLSocket socket = connect(trusted, null, plain);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLSocket connect(String trusted, @Nullable String own, Socket plain) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", certificate(trusted));
    TrustManagerFactory trusting =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusting.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        own == null ? null : new KeyManager[] {new Shown(store(own), own)},
        trusting.getTrustManagers(),
        null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** The answer to a request, over a connection of its own. */
  public String exchange(String trusted, @Nullable String own, String request) throws Exception {
    try (SSLSocket socket = connect(trusted, own)) {
      return exchange(socket, request);
    }
  }

  static String exchange(Socket socket, String request) throws IOException {
    return new String(
        exchange(socket, request.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.ISO_8859_1);
  }

  /** Everything until the other side closes. */
  static byte[] exchange(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    socket.getOutputStream().flush();
    return socket.getInputStream().readAllBytes();
  }

  public Certificate certificate(String name) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(
            new ByteArrayInputStream(Files.readAllBytes(files.resolve(name + ".pem"))));
  }

  /** In PEM. */
  public String privateKey(String name) throws Exception {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(store(name).getKey(name, PASSWORD).getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private KeyStore store(String name) throws Exception {
    return KeyStore.getInstance(files.resolve(name + ".p12").toFile(), PASSWORD);
  }

  /** As a hostile client does, whatever authorities the other side names. */
  private static final class Shown extends X509ExtendedKeyManager {

    private final String name;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private Shown(KeyStore store, String name) throws Exception {
      this.name = name;
      this.key = (PrivateKey) store.getKey(name, PASSWORD);
      this.chain =
          Arrays.stream(store.getCertificateChain(name))
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return name;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {name};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
