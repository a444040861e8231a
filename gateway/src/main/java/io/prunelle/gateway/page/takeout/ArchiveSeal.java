// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.login.Seal;
import java.util.Optional;
import java.util.UUID;

/** Seals one archive. A piece opens as that piece of that archive, and as nothing else. */
final class ArchiveSeal {

  private static final String SUMMARY = "summary";

  private final Seal seal;
  private final UUID archive;

  /**
   * The seal of an archive.
   *
   * @param seal of all archives
   */
  ArchiveSeal(Seal seal, UUID archive) {
    this.seal = seal.within(archive.toString());
    this.archive = archive;
  }

  byte[] closePiece(int number, byte[] plain) {
    return seal.close(plain, place(String.valueOf(number)));
  }

  Optional<byte[]> openPiece(int number, byte[] sealed) {
    return seal.open(sealed, place(String.valueOf(number)));
  }

  byte[] closeSummary(byte[] plain) {
    return seal.close(plain, place(SUMMARY));
  }

  Optional<byte[]> openSummary(byte[] sealed) {
    return seal.open(sealed, place(SUMMARY));
  }

  private String place(String part) {
    return archive + "/" + part;
  }
}
