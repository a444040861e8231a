// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a module has answered it is decided whether a PIN is given to the token once more. */
final class CryptokiExceptionTest {

  @ParameterizedTest
  @ValueSource(longs = {0x30, 0x32, 0xB3, 0xE0})
  void aDeviceThatFailsIsTriedAgain(long code) {
    CryptokiException failed = new CryptokiException("C_Login", code);

    assertThat(failed.isOfTheDevice()).isTrue();
    assertThat(failed.isOfThePin()).isFalse();
    assertThat(failed.isLasting()).isFalse();
  }

  /** CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_GENERAL_ERROR, CKR_FUNCTION_FAILED, a vendor's own. */
  @ParameterizedTest
  @ValueSource(longs = {0xA0, 0xA4, 0x05, 0x06, 0x80000001L})
  void whatMayHaveBeenThePinIsNotTakenForTheDevice(long code) {
    assertThat(new CryptokiException("C_Login", code).isOfTheDevice()).isFalse();
  }

  /** CKR_KEY_TYPE_INCONSISTENT, CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_MECHANISM_INVALID. */
  @ParameterizedTest
  @ValueSource(longs = {0x63, 0x68, 0x70})
  void aKeyThatMayNotSignWillNotSignLater(long code) {
    assertThat(new CryptokiException("C_SignInit", code).isLasting()).isTrue();
  }
}
