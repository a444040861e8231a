// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.unusual.Notices;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything {@code /my} shows, before it is put into words.
 *
 * @param places one per practice that keeps a record of the patient
 * @param newest accesses, newest first
 * @param decisions newest first
 * @param emergencies of which the patient has not yet read
 * @param unusual accesses out of the ordinary
 * @param mail whether these are told by mail as well
 * @param said what became of the answer just given
 * @param reports accesses the patient does not recognise
 * @param certificates that the record was erased somewhere
 * @param closed ids of the hostings whose host the practice uses no more
 * @param read a practice's answers that the reader has said to have read
 * @param waiting whether an answer of theirs waits to be confirmed
 * @param handovers changes of doctor
 * @param departed ids of practices whose record has left them
 * @param elsewhere ids of practices of the patient that this gateway does not serve
 * @param offices ids of practices for which the reader answers in some way
 * @param olderDecisions whether there are others than these decisions
 */
public record HomeFacts(
    List<Place> places,
    List<Hosting> hostings,
    List<Line> newest,
    List<Decision> decisions,
    List<Emergency> emergencies,
    Notices.Told unusual,
    Mail mail,
    Optional<Said> said,
    List<Report> reports,
    List<Certificate> certificates,
    Set<String> closed,
    Set<String> read,
    boolean waiting,
    List<HandoverState> handovers,
    Set<String> departed,
    Set<String> elsewhere,
    List<String> offices,
    boolean olderDecisions) {

  /** Without anything that was reported or erased. */
  public HomeFacts(
      List<Place> places,
      List<Hosting> hostings,
      List<Line> newest,
      List<Decision> decisions,
      List<Emergency> emergencies,
      Notices.Told unusual,
      Mail mail,
      Optional<Said> said) {
    this(
        places,
        hostings,
        newest,
        decisions,
        emergencies,
        unusual,
        mail,
        said,
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        false,
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        false);
  }

  /** Ids of practices that were asked to hand their record on, whatever came of it. */
  Set<String> handed() {
    return handovers.stream()
        .map(state -> state.handover().practice())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What an answer does depends on.
   *
   * @param today in UTC
   */
  Situation situation(LocalDate today) {
    return new Situation(places, closed, departed, HandoverState.held(handovers, today));
  }
}
