// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.purpose.Emergency;
import java.util.List;
import java.util.Optional;

/**
 * Everything {@code /my} shows, before it is put into words.
 *
 * @param places one per practice that keeps a record of the patient
 * @param emergencies of which the patient has not yet read
 * @param said what became of the answer just given
 */
public record HomeFacts(
    List<Place> places,
    List<Hosting> hostings,
    Accesses accesses,
    List<Decision> decisions,
    List<Emergency> emergencies,
    Optional<Said> said) {}
