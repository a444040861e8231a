// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.pkcs11.Cryptoki.TokenInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token with the key that signs. Its calls take as long as the token does, and are made by one
 * thread at a time. A process uses a module for one of these alone.
 *
 * <p>What starting again may mend, such as a token that is not there yet, is an {@link
 * IOException}; what it cannot mend, {@link InvalidSettings}. Both name the key of the
 * configuration.
 */
public final class Token {

  private static final String SETTING = "gateway.journal.pkcs11.";

  private final Settings.Pkcs11 settings;
  private final Cryptoki module;
  private @Nullable Session session;
  private @Nullable InvalidSettings refusal;

  /** In which one is logged in, and finds the key. */
  private record Session(long handle, long key) {}

  private Token(Settings.Pkcs11 settings, Cryptoki module) {
    this.settings = settings;
    this.module = module;
  }

  /**
   * Logs in, and finds the key.
   *
   * @throws InvalidSettings naming the key of the configuration that does not lead there
   * @throws IOException when the token is not there, or cannot be used now
   */
  public static Token open(Settings.Pkcs11 settings) throws IOException {
    Token token = new Token(settings, load(settings));
    token.begin();
    return token;
  }

  /**
   * What the token tells of the public half, to somebody who does not sign.
   *
   * @return 32 bytes (RFC 8032, 5.1.5)
   * @throws InvalidSettings naming the key of the configuration that does not lead there
   * @throws IOException when the token is not there, or cannot be used now
   */
  public static byte[] publicKey(Settings.Pkcs11 settings) throws IOException {
    Token token = open(settings);
    try {
      return token.publicKey();
    } finally {
      token.close();
    }
  }

  private static Cryptoki load(Settings.Pkcs11 settings) {
    try {
      return Cryptoki.load(settings.library());
    } catch (LinkageError | CryptokiException none) {
      throw wrong("library", settings.library() + " cannot be loaded: " + firstLine(none));
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static InvalidSettings wrong(String key, String problem) {
    return new InvalidSettings(SETTING + key, problem);
  }

  private static IOException notNow(String key, String problem) {
    return new IOException(SETTING + key + ": " + problem);
  }

  private static IOException failed(String key, String problem, CryptokiException failure) {
    String said = problem + ": " + failure.getMessage();
    if (failure.isLasting()) {
      throw wrong(key, said);
    }
    return notNow(key, said);
  }

  private void begin() throws IOException {
    try {
      module.initialize();
      long slot = slot();
      if (!module.offers(slot, Cryptoki.EDDSA)) {
        throw wrong(where(), "the token does not offer to sign with Ed25519 (CKM_EDDSA)");
      }
      long handle = module.openSession(slot);
      try {
        login(slot, handle);
        session = new Session(handle, key(handle));
      } finally {
        if (session == null) {
          end(handle);
        }
      }
    } catch (CryptokiException failure) {
      throw failed("library", "the token cannot be used", failure);
    }
  }

  private String where() {
    return settings.slot() == null ? "token-label" : "slot";
  }

  private long slot() throws CryptokiException, IOException {
    List<Long> named = new ArrayList<>();
    for (long slot : module.slots()) {
      if (settings.slot() == null
          ? module.token(slot).label().equals(settings.tokenLabel())
          : settings.slot() == slot) {
        named.add(slot);
      }
    }
    String name = settings.slot() == null ? settings.tokenLabel() : settings.slot().toString();
    if (named.isEmpty()) {
      // Its reader, or the network to it, may be there later than the gateway after a power cut
      throw notNow(where(), "no token " + name + " is there");
    } else if (named.size() > 1) {
      throw wrong(where(), "two tokens are " + name);
    }
    return named.get(0);
  }

  /**
   * A PIN that was wrong once is not tried again: some tokens are locked by the third time. Nor is
   * one at start that was answered with what nobody knows, where it may have been the PIN.
   */
  private void login(long slot, long handle) throws CryptokiException {
    TokenInfo token = module.token(slot);
    if ((token.flags() & Cryptoki.LOCKED) != 0) {
      throw wrong("pin", "the token is locked: a wrong one was given too often");
    } else if ((token.flags() & Cryptoki.FINAL_TRY) != 0) {
      throw wrong("pin", "not tried: one more that is wrong would lock the token");
    }
    try {
      module.login(handle, settings.pin());
    } catch (CryptokiException failure) {
      if (failure.isOfTheDevice()) {
        throw failure;
      }
      InvalidSettings wrong = wrong("pin", "the token does not take it: " + failure.getMessage());
      if (failure.isOfThePin()) {
        refusal = wrong;
      }
      throw wrong;
    }
  }

  private long key(long handle) throws CryptokiException {
    long key = only(handle, Cryptoki.PRIVATE_KEY, "key-label", "private key");
    if (module.number(handle, key, Cryptoki.KEY_TYPE) != Cryptoki.EDWARDS) {
      throw wrong("key-label", settings.keyLabel() + " is no Ed25519 key");
    }
    return key;
  }

  private long only(long handle, long ofClass, String setting, String what)
      throws CryptokiException {
    List<Long> found = module.find(handle, ofClass, settings.keyLabel());
    if (found.size() != 1) {
      throw wrong(
          setting,
          "the token has "
              + (found.isEmpty() ? "no " : "more than one ")
              + what
              + " labelled "
              + settings.keyLabel());
    }
    return found.get(0);
  }

  /**
   * What it tells of the public half.
   *
   * @return 32 bytes (RFC 8032, 5.1.5)
   * @throws InvalidSettings when it keeps none, or one of another curve
   * @throws IOException when it cannot be asked now
   */
  public byte[] publicKey() throws IOException {
    Session open = opened();
    try {
      long key = only(open.handle(), Cryptoki.PUBLIC_KEY, "public-key", "public key");
      byte[] raw = EdwardsPoint.raw(module.value(open.handle(), key, Cryptoki.EC_POINT));
      if (raw == null) {
        throw wrong("key-label", settings.keyLabel() + " is no Ed25519 key");
      }
      return raw;
    } catch (CryptokiException failure) {
      throw failed("public-key", "the token does not tell it", failure);
    }
  }

  private Session opened() throws IOException {
    Session open = session;
    if (open == null) {
      throw new IOException("The token is not open");
    }
    return open;
  }

  /**
   * Signs for the first time, which tells whether the key may.
   *
   * @throws InvalidSettings when it may not, or not with Ed25519
   * @throws IOException when the token does not sign now
   */
  public byte[] tryOut(byte[] message) throws IOException {
    Session open = opened();
    try {
      return module.sign(open.handle(), open.key(), message);
    } catch (CryptokiException failure) {
      throw failed("key-label", "the token does not sign", failure);
    }
  }

  /**
   * Signs with Ed25519 (RFC 8032).
   *
   * @throws IOException when the token does not; then it has to be opened anew
   */
  public byte[] sign(byte[] message) throws IOException {
    Session open = opened();
    try {
      return module.sign(open.handle(), open.key(), message);
    } catch (CryptokiException failed) {
      close();
      throw new IOException("The token does not sign: " + failed.getMessage(), failed);
    }
  }

  public boolean isOpen() {
    return session != null;
  }

  /**
   * Begins from nothing, as modules want it when a token was taken out, or a device reset.
   *
   * @throws IOException when there is nothing to begin with, or the PIN has been refused before
   */
  public void reopen() throws IOException {
    if (refusal != null) {
      throw new IOException(refusal.getMessage());
    }
    close();
    try {
      module.end();
    } catch (CryptokiException unknown) {
      // It may have been ended by whatever has broken it
    }
    try {
      begin();
    } catch (InvalidSettings another) {
      throw new IOException(another.getMessage(), another);
    }
  }

  /** Succeeds, whatever the token says to that. */
  public void close() {
    Session open = session;
    session = null;
    if (open != null) {
      end(open.handle());
    }
  }

  private void end(long handle) {
    try {
      module.closeSession(handle);
    } catch (CryptokiException gone) {
      // So it is closed
    }
  }
}
