// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.failure;

import io.prunelle.gateway.refusal.Refused;
import java.util.Locale;

/** Why a transfer cannot go on now. It is kept with the transfer, which is tried again later. */
public final class TransferFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;

  /** What went wrong, in words that a practice's administrator can act on. */
  public enum Reason {
    HOST_UNREACHABLE("the host does not answer"),
    HOST_REFUSED("the host refused a request"),
    UNREADABLE("the host's answer cannot be read"),
    NO_RECORD("the host where the record should be does not have it"),
    TOO_LARGE("the record is larger than may be moved"),
    NOT_CARRIED("part of the record cannot be carried"),
    CONCERNS_OTHERS("the record refers to other patients, whose data may not move with it"),
    DESTINATION_OCCUPIED("the destination already holds other data under the same ids"),
    LEFT_CHANGED("where the record goes back to, not all is what had been left there"),
    SAME_HOST("another practice has its record of the patient on the same server"),
    COPY_DIFFERS("what arrived is not what was sent"),
    SOURCE_CHANGED("the source was changed after the record had moved"),
    REMAINS("the source still holds data of the record"),
    LEDGER_UNREACHABLE("what the patient decided is not known at the moment"),
    PLACED_ELSEWHERE("the record is not placed where the transfer found it"),
    RECORD_BUSY("the record was in use for too long"),
    CLAIM_LOST("another gateway may have taken over"),
    GATEWAY_NOT_READY("the gateway lacks something it cannot do without"),
    UNEXPECTED("the gateway failed");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final int status;

  /**
   * @param detail which resources, which status: kept in the table, not logged
   */
  public TransferFailure(Reason reason, String detail) {
    this(reason, detail, 0);
  }

  /**
   * A request that a host has answered with a status other than those of success.
   *
   * @param why what the host says about it; empty if it does not
   */
  public static TransferFailure answered(int status, String why) {
    return new TransferFailure(
        Reason.HOST_REFUSED, "status " + status + (why.isEmpty() ? "" : ": " + why), status);
  }

  private TransferFailure(Reason reason, String detail, int status) {
    // It may be what a host has said, and PostgreSQL takes no text with it
    super(reason.code() + ": " + reason.words + " (" + detail.replace("\0", "") + ")");
    this.reason = reason;
    this.status = status;
  }

  /** Any failure of a step as a reason to try again. */
  public static TransferFailure of(Throwable cause) {
    if (cause instanceof TransferFailure failure) {
      return failure;
    }
    TransferFailure failure =
        new TransferFailure(
            cause instanceof Refused ? Reason.GATEWAY_NOT_READY : Reason.UNEXPECTED,
            String.valueOf(cause.getMessage()));
    failure.initCause(cause);
    return failure;
  }

  /** Whether the host has said that it has not done what it was asked to, nor will. */
  public boolean refusal() {
    // 408: it may be under way. 5xx may come from what stands before the host
    return status / 100 == 4 && status != REQUEST_TIMEOUT;
  }

  /** Whether a host has refused to delete what something else refers to. */
  public boolean conflict() {
    return status == CONFLICT;
  }

  public Reason reason() {
    return reason;
  }
}
