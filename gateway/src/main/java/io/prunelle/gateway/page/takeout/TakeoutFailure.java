// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/** Why an archive is given up. */
final class TakeoutFailure extends RuntimeException {

  private final Archive.Failure reason;

  TakeoutFailure(Archive.Failure reason) {
    super("archive: " + reason, null, false, false);
    this.reason = reason;
  }

  /**
   * What it means that something of one's own failed: whoever reads a record meanwhile must not
   * take it for a failure of the host, and go on with a part of the archive missing.
   */
  static RuntimeException of(Throwable failure) {
    return failure instanceof TakeoutFailure || failure instanceof TakenAway
        ? (RuntimeException) failure
        : new TakeoutFailure(Archive.Failure.INTERRUPTED);
  }

  Archive.Failure reason() {
    return reason;
  }
}
