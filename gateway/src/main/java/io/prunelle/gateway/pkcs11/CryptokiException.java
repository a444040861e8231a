// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import java.io.Serial;
import java.util.Map;
import java.util.Set;

/** What a module has answered instead of having done what it was asked (PKCS #11 v2.40, 5.1). */
final class CryptokiException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** That another part of the program has done it already. */
  static final long ALREADY_INITIALIZED = 0x191;

  static final long ALREADY_LOGGED_IN = 0x100;

  /** Incorrect, invalid, of another length, expired, locked, never set. */
  private static final Set<Long> OF_THE_PIN = Set.of(0xA0L, 0xA1L, 0xA2L, 0xA3L, 0xA4L, 0x102L);

  /** Of what keeps the token, or of who has talked to it: they tell nothing of what was given. */
  private static final Set<Long> OF_THE_DEVICE =
      Set.of(0x02L, 0x30L, 0x31L, 0x32L, 0xB0L, 0xB3L, 0xE0L, 0xE1L, 0x190L);

  /** Of an attribute, a function, a key or a mechanism that cannot be used for what it is for. */
  private static final Set<Long> LASTING =
      Set.of(0x07L, 0x0AL, 0x11L, 0x12L, 0x54L, 0x63L, 0x68L, 0x70L, 0x71L);

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(0x02L, "CKR_HOST_MEMORY"),
          Map.entry(0x03L, "CKR_SLOT_ID_INVALID"),
          Map.entry(0x05L, "CKR_GENERAL_ERROR"),
          Map.entry(0x06L, "CKR_FUNCTION_FAILED"),
          Map.entry(0x07L, "CKR_ARGUMENTS_BAD"),
          Map.entry(0x0AL, "CKR_CANT_LOCK"),
          Map.entry(0x11L, "CKR_ATTRIBUTE_SENSITIVE"),
          Map.entry(0x12L, "CKR_ATTRIBUTE_TYPE_INVALID"),
          Map.entry(0x30L, "CKR_DEVICE_ERROR"),
          Map.entry(0x31L, "CKR_DEVICE_MEMORY"),
          Map.entry(0x32L, "CKR_DEVICE_REMOVED"),
          Map.entry(0x54L, "CKR_FUNCTION_NOT_SUPPORTED"),
          Map.entry(0x60L, "CKR_KEY_HANDLE_INVALID"),
          Map.entry(0x63L, "CKR_KEY_TYPE_INCONSISTENT"),
          Map.entry(0x68L, "CKR_KEY_FUNCTION_NOT_PERMITTED"),
          Map.entry(0x70L, "CKR_MECHANISM_INVALID"),
          Map.entry(0x71L, "CKR_MECHANISM_PARAM_INVALID"),
          Map.entry(0x82L, "CKR_OBJECT_HANDLE_INVALID"),
          Map.entry(0xA0L, "CKR_PIN_INCORRECT"),
          Map.entry(0xA1L, "CKR_PIN_INVALID"),
          Map.entry(0xA2L, "CKR_PIN_LEN_RANGE"),
          Map.entry(0xA3L, "CKR_PIN_EXPIRED"),
          Map.entry(0xA4L, "CKR_PIN_LOCKED"),
          Map.entry(0xB0L, "CKR_SESSION_CLOSED"),
          Map.entry(0xB3L, "CKR_SESSION_HANDLE_INVALID"),
          Map.entry(0xE0L, "CKR_TOKEN_NOT_PRESENT"),
          Map.entry(0xE1L, "CKR_TOKEN_NOT_RECOGNIZED"),
          Map.entry(0x101L, "CKR_USER_NOT_LOGGED_IN"),
          Map.entry(0x102L, "CKR_USER_PIN_NOT_INITIALIZED"),
          Map.entry(0x190L, "CKR_CRYPTOKI_NOT_INITIALIZED"));

  private final long code;

  CryptokiException(String function, long code) {
    super(function + ": " + NAMES.getOrDefault(code, "0x" + Long.toHexString(code)));
    this.code = code;
  }

  boolean is(long other) {
    return code == other;
  }

  /** Whether asking again with the same PIN could lock the token. */
  boolean isOfThePin() {
    return OF_THE_PIN.contains(code);
  }

  /** Whether it was the device that failed, and surely not the PIN. */
  boolean isOfTheDevice() {
    return OF_THE_DEVICE.contains(code);
  }

  /** Whether it is answered for as long as the configuration and the token are what they are. */
  boolean isLasting() {
    return LASTING.contains(code);
  }
}
