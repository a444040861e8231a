// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Stands for a patient in a certificate: who knows the patient's id can tell that it is meant, and
 * two certificates do not tell that they are of the same patient.
 *
 * @param digest SHA-256 over salt, practice and patient id, hexadecimal
 * @param salt 16 octets, hexadecimal
 */
record PatientReference(String digest, String salt) {

  private static final SecureRandom RANDOM = new SecureRandom();

  static PatientReference of(String practice, String patient) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    String hex = HexFormat.of().formatHex(salt);
    return new PatientReference(digest(hex, practice, patient), hex);
  }

  boolean stands(String practice, String patient) {
    return digest.equals(digest(salt, practice, patient));
  }

  private static String digest(String salt, String practice, String patient) {
    try {
      // Neither can hold a line break, so no two of these give the same text
      String text = salt + "\n" + practice + "\n" + patient;
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }
}
