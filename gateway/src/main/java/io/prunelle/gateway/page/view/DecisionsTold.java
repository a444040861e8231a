// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * How much of the decisions there is in an archive.
 *
 * @param older whether the realm has older ones, which are not in it
 * @param withoutReceipt how many are in it without their receipt
 */
public record DecisionsTold(boolean older, long withoutReceipt) {

  /** Everything. */
  public static final DecisionsTold ALL = new DecisionsTold(false, 0);
}
