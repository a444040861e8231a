// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a patient or a guardian sees: the hostings that concern the patient and where they stand.
 *
 * @param patient null for a guardian who is no patient and did not say for whom
 * @param wards the patients whose guardian the caller is
 */
record MeView(
    @Nullable String patient, List<Ward> wards, @Nullable Long ledger, List<HostingView> hostings) {

  static MeView ofNoPatient(List<Subject> wards) {
    return new MeView(null, wards(wards), null, List.of());
  }

  static List<Ward> wards(List<Subject> wards) {
    return wards.stream().map(ward -> new Ward(ward.patient().id(), ward.name())).toList();
  }

  /**
   * A patient whose guardian the caller is.
   *
   * @param id the FHIR Patient id
   */
  record Ward(String id, @Nullable String name) {}

  /**
   * How hostings are told.
   *
   * @param practices from a practice's alias to what is told of it
   * @param languages of the reader, best first
   */
  record Shown(Function<String, PracticeView> practices, List<String> languages, Instant now) {}

  /**
   * A hosting and where it stands.
   *
   * @param mayPermit whether the caller may permit it, and not only refuse
   * @param bar the {@link ProblemType} that whoever permits it all the same is answered, for what
   *     the caller is; null for none, be it that {@code former} bars it
   * @param renewable as {@link Standing#prolongs}
   * @param former whether it is no longer one of the patient's practices
   */
  record HostingView(
      String hosting,
      PracticeView practice,
      Host host,
      String legalBasis,
      List<Purpose> purposes,
      NoticeView notice,
      String described,
      String status,
      String state,
      boolean ask,
      boolean mayPermit,
      @Nullable String bar,
      boolean renewable,
      boolean former,
      @Nullable Map<String, @Nullable Object> decision,
      @Nullable ObjectionView objection) {

    static HostingView of(Question question, Subject subject, boolean former, Shown shown) {
      boolean mayPermit = subject.permits() && !former;
      String practice = question.hosting().practice();
      Standing standing = question.standing();
      Entry last = standing.last();
      return new HostingView(
          question.hosting().toString(),
          shown.practices().apply(practice),
          question.host(),
          standing.hosting().legalBasis().name(),
          standing.hosting().purposes(),
          NoticeView.of(question.notice(), question.notice().text(shown.languages())),
          question.described().digest(),
          standing.hosting().status().name(),
          standing.state(shown.now()).name(),
          !former && (mayPermit ? standing.asks(shown.now(), subject.latest()) : standing.untold()),
          mayPermit,
          subject.bar() == null ? null : Refusals.problem(subject.bar()).type().code(),
          standing.prolongs(shown.now(), subject.latest()),
          former,
          last == null ? null : last.members(),
          question.objection() == null ? null : ObjectionView.of(question.objection()));
    }
  }

  /**
   * The data controller.
   *
   * @param address null where its organization has none
   */
  record PracticeView(String id, String name, @Nullable String address) {}

  record NoticeView(int version, String language, String title, String body, String digest) {
    static NoticeView of(Notice notice, NoticeText text) {
      return new NoticeView(
          notice.version(), text.language(), text.title(), text.body(), notice.digest(text));
    }
  }
}
