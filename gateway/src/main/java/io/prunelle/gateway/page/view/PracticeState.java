// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Waiting;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to say of a practice.
 *
 * @param onPremise id of its own host
 * @param facts empty for who is not its consent officer
 * @param closed ids of hosts that its records may be at no more; none for others either
 * @param objections how many wait for an answer
 * @param handovers how many who change doctor wait for an answer
 * @param reports how many wait for an answer; at most {@link
 *     io.prunelle.gateway.report.Reports#MOST_SHOWN}
 * @param auditor whether the reader answers these
 * @param administrator whether the reader runs the practice
 */
public record PracticeState(
    String practice,
    String onPremise,
    Optional<PracticeFacts> facts,
    Set<String> closed,
    int objections,
    Waiting handovers,
    int reports,
    boolean auditor,
    boolean administrator) {}
