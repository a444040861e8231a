// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Hosting;
import java.util.List;
import java.util.Optional;

/**
 * Everything {@code /my/doctor} shows, before it is put into words.
 *
 * @param practices the patient's, of this gateway: where a record may go
 * @param leaving those that have a record
 * @param handovers the latest of each practice
 * @param hostings by which practices are named
 * @param said what became of what was just sent
 * @param unchosen practice about which a form was sent without a choice; empty for none
 */
public record DoctorFacts(
    List<String> practices,
    List<String> leaving,
    List<HandoverState> handovers,
    List<Hosting> hostings,
    Optional<DoctorSaid> said,
    Optional<String> unchosen) {}
