// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A patient who leaves or comes, in words for the practice.
 *
 * @param title the patient
 * @param way where the record goes
 * @param late that an answer is overdue; null when it is not
 * @param lines how it stands
 * @param ground why a copy is kept; null when none is
 * @param progress null while it is not known how much there is
 * @param confirm what it means to keep nothing
 * @param own whether it is the reader's own
 */
record HandoverRow(
    String id,
    String title,
    String way,
    @Nullable String late,
    List<String> lines,
    @Nullable String ground,
    Move.@Nullable Progress progress,
    @Nullable String amount,
    String confirm,
    boolean own) {}
