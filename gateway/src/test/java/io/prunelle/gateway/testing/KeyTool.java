// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
   * @return the certificate, in PEM
   */
  public static String certificate(Path files, String name, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-dname", "CN=" + name));
    arguments.addAll(List.of("-ext", "san=ip:127.0.0.1"));
    arguments.addAll(List.of(more));
    keytool(files, name, arguments.toArray(String[]::new));
    Path pem = files.resolve(name + ".pem");
    keytool(files, name, "-exportcert", "-rfc", "-file", pem.toString());
    return Files.readString(pem);
  }

  /**
   * Writes the key of a pair that was made before, for servers that take none but a file of its
   * own.
   *
   * @return the file, which nobody else can read
   */
  public static Path key(Path files, String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(files.resolve(name + ".p12").toFile(), PASSWORD);
    String key = Base64.getMimeEncoder().encodeToString(store.getKey(name, PASSWORD).getEncoded());
    return Files.writeString(
        Files.createFile(
            files.resolve(name + ".key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
  }

  /**
   * Has the certificate of one that was made before certified by another.
   *
   * @param more arguments of {@code keytool -gencert}
   */
  public static void certify(Path files, String name, String authority, String... more)
      throws IOException, InterruptedException {
    String request = files.resolve(name + ".csr").toString();
    String pem = files.resolve(name + ".pem").toString();
    keytool(files, name, "-certreq", "-file", request);
    List<String> arguments =
        new ArrayList<>(List.of("-gencert", "-rfc", "-infile", request, "-outfile", pem));
    arguments.addAll(List.of(more));
    keytool(files, authority, arguments.toArray(String[]::new));
    String trusted = files.resolve(authority + ".pem").toString();
    run(files, name, authority, "-importcert", "-noprompt", "-file", trusted);
    keytool(files, name, "-importcert", "-noprompt", "-file", pem);
  }

  private static void keytool(Path files, String store, String... arguments)
      throws IOException, InterruptedException {
    run(files, store, store, arguments);
  }

  private static void run(Path files, String store, String alias, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It is over before a compiler would be worth it
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", alias, "-storepass", "changeit", "-keystore"));
    command.add(files.resolve(store + ".p12").toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }
}
