// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose an archive is, as a digest: of the user and of the patient, so that neither an account that
 * is given another patient nor another account of the patient's comes to it.
 */
public record Owner(String digest) {

  /**
   * The owner whom a session is of.
   *
   * @param patient FHIR id
   */
  public static Owner of(String subject, String patient) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(subject.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      return new Owner(
          HexFormat.of().formatHex(sha.digest(patient.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
