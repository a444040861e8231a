// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

/**
 * Carries a refusal through a chain of futures. Without a stack trace: it is an answer, no defect.
 */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  Refused(Refusal refusal) {
    super(refusal.reason(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
