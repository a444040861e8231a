// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.ledger.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a patient sees: the hostings that concern them and where they stand. */
record MeView(String patient, long ledger, List<HostingView> hostings) {

  record HostingView(
      String hosting,
      PracticeView practice,
      Host host,
      String legalBasis,
      List<String> purposes,
      NoticeView notice,
      String status,
      String state,
      boolean ask,
      @Nullable Map<String, @Nullable Object> decision,
      @Nullable ObjectionView objection) {

    static HostingView of(
        Question question, UnaryOperator<String> practiceName, List<String> wanted, Instant now) {
      String practice = question.hosting().practice();
      Entry last = question.standing().last();
      return new HostingView(
          question.hosting().toString(),
          new PracticeView(practice, practiceName.apply(practice)),
          question.host(),
          question.standing().hosting().legalBasis().name(),
          question.standing().hosting().purposes(),
          NoticeView.of(question.notice(), question.notice().text(wanted)),
          question.standing().hosting().status().name(),
          question.standing().state(now).name(),
          question.standing().asks(now),
          last == null ? null : last.members(),
          question.objection() == null ? null : ObjectionView.of(question.objection()));
    }
  }

  record PracticeView(String id, String name) {}

  record NoticeView(int version, String language, String title, String body, String digest) {
    static NoticeView of(Notice notice, NoticeText text) {
      return new NoticeView(
          notice.version(), text.language(), text.title(), text.body(), notice.digest(text));
    }
  }
}
