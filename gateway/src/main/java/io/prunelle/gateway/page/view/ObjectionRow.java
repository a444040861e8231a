// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * An objection that waits for an answer.
 *
 * @param title the patient and the host
 * @param raised when it was raised
 * @param own whether it is the reader's own
 */
record ObjectionRow(long entry, String title, String raised, String reason, boolean own) {}
