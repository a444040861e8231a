// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates made on the spot, so that none expires. */
public final class KeyTool {

  private KeyTool() {}

  /**
   * Makes a key pair, in {@code name.p12}, whose certificate is good for 127.0.0.1 alone.
   *
   * @return the certificate, in PEM
   */
  public static String certificate(Path files, String name)
      throws IOException, InterruptedException {
    String store = files.resolve(name + ".p12").toString();
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-keystore",
        store,
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=ip:127.0.0.1");
    Path pem = files.resolve(name + ".pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        store,
        "-storepass",
        "changeit",
        "-file",
        pem.toString());
    return Files.readString(pem);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }
}
