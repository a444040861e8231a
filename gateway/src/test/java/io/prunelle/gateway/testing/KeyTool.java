// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates made on the spot, so that none expires. */
public final class KeyTool {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private KeyTool() {}

  /**
   * Makes a key pair, in {@code name.p12}, whose certificate is good for 127.0.0.1 alone.
   *
   * @param more arguments of {@code keytool -genkeypair}
   * @return the certificate, in PEM, which is in {@code name.pem} as well
   */
  public static String certificate(Path files, String name, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-dname", "CN=" + name));
    arguments.addAll(List.of("-ext", "san=ip:127.0.0.1"));
    arguments.addAll(List.of(more));
    keytool(files, name, arguments.toArray(String[]::new));
    String pem = pem("CERTIFICATE", store(files, name).getCertificate(name).getEncoded());
    Files.writeString(files.resolve(name + ".pem"), pem);
    return pem;
  }

  /**
   * Writes the key of a pair that was made before, for servers that take none but a file of its
   * own.
   *
   * @return the file, which nobody else can read
   */
  public static Path key(Path files, String name) throws IOException, GeneralSecurityException {
    return Files.writeString(
        Files.createFile(
            files.resolve(name + ".key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        pem("PRIVATE KEY", store(files, name).getKey(name, PASSWORD).getEncoded()));
  }

  /**
   * Has the certificate of one that was made before certified by another.
   *
   * @param more arguments of {@code keytool -gencert}
   */
  public static void certify(Path files, String name, String authority, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    String request = files.resolve(name + ".csr").toString();
    String pem = files.resolve(name + ".pem").toString();
    keytool(files, name, "-certreq", "-file", request);
    List<String> arguments =
        new ArrayList<>(List.of("-gencert", "-rfc", "-infile", request, "-outfile", pem));
    arguments.addAll(List.of(more));
    keytool(files, authority, arguments.toArray(String[]::new));
    KeyStore store = store(files, name);
    Certificate trusted = read(files, authority);
    store.setCertificateEntry(authority, trusted);
    Certificate[] chain = {read(files, name), trusted};
    store.setKeyEntry(name, store.getKey(name, PASSWORD), PASSWORD, chain);
    try (OutputStream file = Files.newOutputStream(files.resolve(name + ".p12"))) {
      store.store(file, PASSWORD);
    }
  }

  private static KeyStore store(Path files, String name)
      throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(files.resolve(name + ".p12").toFile(), PASSWORD);
  }

  private static Certificate read(Path files, String name)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(files.resolve(name + ".pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static String pem(String what, byte[] encoded) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
  }

  private static void keytool(Path files, String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It is over before a compiler would be worth it
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", name, "-storepass", "changeit", "-keystore"));
    command.add(files.resolve(name + ".p12").toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }
}
