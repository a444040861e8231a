// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/**
 * {@code /practice/…}, ready for its template.
 *
 * @param officer whether the reader answers for the practice's hostings
 * @param auditor whether the reader looks after accesses
 * @param administrator whether the reader runs the practice
 * @param objections how many wait, in words
 * @param handovers as objections
 * @param reports as objections
 */
record PracticeView(
    Frame frame,
    String path,
    boolean officer,
    boolean auditor,
    boolean administrator,
    String objections,
    String handovers,
    String reports,
    List<HostPanel> hosts,
    List<HostingPanel> hostings) {}
