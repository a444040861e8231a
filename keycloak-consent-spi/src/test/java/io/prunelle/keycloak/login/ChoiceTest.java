// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTest {

  @ParameterizedTest
  @CsvSource({
    "EXPLICIT_CONSENT,,Permit,Deny",
    "EXPLICIT_CONSENT,PERMIT,Renew,Withdraw",
    "EXPLICIT_CONSENT,DENY,Permit,Deny",
    "EXPLICIT_CONSENT,WITHDRAW,Permit,Deny",
    "INFORM_AND_OBJECT,,Informed,Object",
    "INFORM_AND_OBJECT,INFORMED,Informed,Object",
    "INFORM_AND_OBJECT,REJECT,Informed,Object",
  })
  void whoMayPermitMayRefuseOnTheSameScreen(
      LegalBasis basis, @Nullable Decision last, String permit, String refuse) {
    assertThat(labels(basis, HostingStatus.OPEN, last, 1)).containsExactly(permit, refuse);
  }

  @ParameterizedTest
  @CsvSource({"OBJECT", "UPHOLD"})
  void whoHasObjectedMayOnlyRetract(Decision last) {
    assertThat(labels(LegalBasis.INFORM_AND_OBJECT, HostingStatus.OPEN, last, 1))
        .containsExactly("Retract");
  }

  @Test
  void aPermissionOnAnOlderNoticeIsAskedForAnewNotRenewed() {
    assertThat(labels(LegalBasis.EXPLICIT_CONSENT, HostingStatus.OPEN, Decision.PERMIT, 2))
        .containsExactly("Permit", "Deny");
  }

  @Test
  void aClosedHostingOffersOnlyTheWayOut() {
    assertThat(labels(LegalBasis.EXPLICIT_CONSENT, HostingStatus.CLOSED, Decision.PERMIT, 1))
        .containsExactly("Withdraw");
    assertThat(labels(LegalBasis.INFORM_AND_OBJECT, HostingStatus.CLOSED, Decision.INFORMED, 1))
        .containsExactly("Object");
    assertThat(labels(LegalBasis.EXPLICIT_CONSENT, HostingStatus.CLOSED, Decision.DENY, 1))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PERMIT", "DENY", "INFORMED", "OBJECT"})
  void anEndedHostingOffersNothing(Decision last) {
    for (LegalBasis basis : LegalBasis.values()) {
      assertThat(labels(basis, HostingStatus.ENDED, last, 1)).isEmpty();
    }
  }

  private static List<String> labels(
      LegalBasis basis, HostingStatus status, @Nullable Decision last, int notice) {
    Hosting open = Examples.hosting(notice);
    Hosting hosting =
        new Hosting(
            open.id(), open.purposes(), basis, open.validity(), null, status, open.notice());
    Entry entry =
        last == null
            ? null
            : Chain.empty("r").next(Examples.statement(last, 1, null), Examples.SALT);
    Notice shown =
        new Notice(
            hosting.id(),
            notice,
            Examples.NOW,
            new TreeMap<>(Map.of("fr", new NoticeText("fr", "T", "B"))));
    return Choice.of(
            new Question(new Standing(hosting, entry), Examples.host(), shown, null),
            null,
            Examples.NOW)
        .stream()
        .map(Choice::label)
        .toList();
  }
}
