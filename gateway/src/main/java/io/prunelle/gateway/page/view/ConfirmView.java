// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * {@code /my/decisions/confirm}, ready for its template.
 *
 * @param about which hosting
 * @param reason of an objection, in the patient's words; null for every other answer
 * @param handle by which the form names the answer
 */
record ConfirmView(
    Frame frame, String about, Choice choice, @Nullable String reason, String handle) {}
