// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of documents. */
final class Hashes {
  private Hashes() {}

  static byte[] of(String algorithm, byte[] document) {
    try {
      return MessageDigest.getInstance(algorithm).digest(document);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
