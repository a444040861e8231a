// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is written, which goes on to somewhere else. */
final class Digest extends DigestOutputStream {

  Digest(OutputStream to) {
    super(to, sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  /** Of all that was written; hexadecimal. To be asked once. */
  String hex() {
    return HexFormat.of().formatHex(getMessageDigest().digest());
  }
}
