// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;

/**
 * Sees to it that the pages of an answer come to an end: none leads back to one before, few in a
 * row are empty, and there are not endlessly many. Remembers one address, however many there are.
 */
final class Trail {

  /** A record of the largest size with so many pages has some four kilobytes on each. */
  private static final int MOST = 250_000;

  private static final int MOST_EMPTY = 100;

  private String remembered;
  private int pages;
  private int empty;

  Trail(String first) {
    this.remembered = first;
  }

  /**
   * Goes on from one page to the next. Fails with {@link TransferFailure} when that would not end.
   *
   * @param nothing whether the page had nothing on it
   */
  void on(boolean nothing, String next) {
    pages++;
    empty = nothing ? empty + 1 : 0;
    if (next.equals(remembered)) {
      throw new TransferFailure(UNREADABLE, "pages that lead back to each other");
    }
    if (pages > MOST || empty > MOST_EMPTY) {
      throw new TransferFailure(UNREADABLE, "pages without end");
    }
    // Whatever the length of a circle: after as many pages one of it is remembered for a whole
    // round
    if (Integer.bitCount(pages) == 1) {
      remembered = next;
    }
  }
}
