// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/** Why an archive is given up. */
final class TakeoutFailure extends RuntimeException {

  private final Archive.Failure reason;

  TakeoutFailure(Archive.Failure reason) {
    super("archive: " + reason, null, false, false);
    this.reason = reason;
  }

  Archive.Failure reason() {
    return reason;
  }
}
