// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * An access and a form to report it, ready for its template.
 *
 * @param back where the access is in the list
 * @param lead who reads it and answers
 * @param words as they were sent
 * @param alert what is to be known of them; null for nothing
 * @param wrong why it was not taken, in words; null while nothing is wrong
 */
record ReportView(
    Frame frame,
    String back,
    String lead,
    String day,
    AccessDay.Row row,
    String action,
    String words,
    @Nullable String alert,
    @Nullable String wrong) {}
