// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Period;
import java.util.Base64;
import java.util.List;

/** Keys for the journal, as {@code openssl genpkey -algorithm ed25519} writes them. */
public final class TestKeys {

  /** One for all tests of a run. */
  private static final Path KEY = written();

  private TestKeys() {}

  /** Settings with a key of this run. */
  public static Settings.Journal journal() {
    return journal(KEY);
  }

  /** The same with another key. */
  public static Settings.Journal journal(Path key, Path... former) {
    return new Settings.Journal(
        key, null, null, List.of(former), 2_048, Period.ofYears(3), Settings.Witness.NONE);
  }

  /** The same with a key that a token keeps. */
  public static Settings.Journal kept(Settings.Pkcs11 token, Path... former) {
    return new Settings.Journal(
        null, null, token, List.of(former), 2_048, Period.ofYears(3), Settings.Witness.NONE);
  }

  /** The same with a witness. */
  public static Settings.Journal witnessed(Settings.Journal j, Settings.Witness witness) {
    return new Settings.Journal(
        j.key(), j.keyPassword(), j.pkcs11(), j.formerKeys(), j.queue(), j.retention(), witness);
  }

  private static Path written() {
    try {
      Path file = Files.createTempFile("journal", ".pem");
      file.toFile().deleteOnExit();
      return write(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A new key; its public half beside it as {@code FILE.pub}. */
  public static Path write(Path file) throws IOException {
    KeyPair pair = generated();
    Files.writeString(publicHalf(file), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    return Files.writeString(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /** Where {@link #write} has put it. */
  public static Path publicHalf(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  private static KeyPair generated() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String label, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), label);
  }
}
