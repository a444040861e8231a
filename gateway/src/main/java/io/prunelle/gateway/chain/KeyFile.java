// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.pkcs11.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as operators keep them. */
public final class KeyFile {

  static final String KEY = "gateway.journal.key";
  static final String PUBLIC_HALF = "gateway.journal.pkcs11.public-key";
  static final String FORMER = "gateway.journal.former-keys";

  /** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410, 4) up to the key itself. */
  private static final byte[] PUBLIC = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private static final int RAW = 32;

  private KeyFile() {}

  /**
   * The key that blocks are signed with, where it is kept in a file: PKCS #8 in PEM, or the one key
   * of a PKCS #12 file where there is a password.
   *
   * @throws InvalidSettings naming the key of the configuration
   */
  public static SigningKey signing(Settings.Journal settings) {
    if (settings.key() == null) {
      throw new InvalidSettings(KEY, "is missing");
    }
    return signing(settings.key(), settings.keyPassword());
  }

  public static SigningKey signing(Path file, @Nullable String password) {
    try {
      Key key =
          password == null
              ? KeyFactory.getInstance("Ed25519")
                  .generatePrivate(new PKCS8EncodedKeySpec(pem(file, "PRIVATE KEY")))
              : only(file, password.toCharArray());
      if (key instanceof EdECPrivateKey edwards
          && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
        return new HeldKey(edwards.getBytes().orElseThrow());
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      // told below
    }
    throw new InvalidSettings(KEY, file + " holds no Ed25519 key that can be read");
  }

  private static Key only(Path file, char[] password) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      store.load(bytes, password);
    }
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return store.getKey(alias, password);
      }
    }
    throw new GeneralSecurityException("no key");
  }

  /**
   * What blocks may have been signed with: the key of now, and those before it. For processes that
   * sign nothing: it may be the token that is asked, which a process opens once.
   *
   * @throws InvalidSettings naming the key of the configuration
   * @throws UncheckedIOException likewise, when a token is not there, or fails
   */
  public static List<PublicKey> trusted(Settings.Journal settings) {
    return trusted(present(settings), settings);
  }

  private static PublicKey present(Settings.Journal settings) {
    Settings.Pkcs11 token = settings.pkcs11();
    if (token == null) {
      return signing(settings).verifying();
    }
    // Who verifies needs no token where the public half is in a file
    if (token.publicKey() != null) {
      return verifying(token.publicKey(), PUBLIC_HALF);
    }
    try {
      return new PublicKey(Token.publicKey(token));
    } catch (IOException notNow) {
      throw new UncheckedIOException(notNow);
    }
  }

  /**
   * The same, with the key of now.
   *
   * @throws InvalidSettings naming the key of the configuration
   */
  public static List<PublicKey> trusted(PublicKey present, Settings.Journal settings) {
    List<PublicKey> trusted = new ArrayList<>();
    trusted.add(present);
    for (Path former : settings.formerKeys()) {
      trusted.add(verifying(former, FORMER));
    }
    return trusted;
  }

  /** A public key in PEM (RFC 8410). */
  public static PublicKey verifying(Path file, String setting) {
    try {
      byte[] encoded = pem(file, "PUBLIC KEY");
      if (encoded.length == PUBLIC.length + RAW
          && Arrays.equals(encoded, 0, PUBLIC.length, PUBLIC, 0, PUBLIC.length)) {
        return new PublicKey(Arrays.copyOfRange(encoded, PUBLIC.length, encoded.length));
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // told below
    }
    throw new InvalidSettings(setting, file + " holds no public Ed25519 key that can be read");
  }

  private static byte[] pem(Path file, String label) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no " + label);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }
}
