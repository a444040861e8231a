// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** Why an order about transfers, or about a host, has changed nothing. */
public enum OrderRefused {
  /** It was so before. */
  ALREADY,
  /** Too late to cancel. */
  SWITCHED,
  /** There is nothing left to be ordered. */
  ENDED,
  /** A host that no order closes cannot be opened again. */
  NOT_CLOSED
}
