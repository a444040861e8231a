// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The realm signs nothing that does not fit what the patient decided. */
class EvidenceTest {

  @Test
  void theTextIsTheOneThatWasShown() {
    Evidence evidence = Receiving.evidence(Decision.DENY);

    assertThat(evidence.text().title()).isEqualTo("Héberger mon dossier");
    assertThat(evidence.notice().version()).isEqualTo(3);
  }

  @Test
  void nothingIsSignedAboutAnEntryThatWasAltered() {
    Entry permitted = Receiving.entry(Decision.PERMIT);
    Entry altered =
        new Entry(
            permitted.position(),
            Receiving.entry(Decision.DENY).statement(),
            permitted.persons(),
            permitted.previousHash(),
            permitted.hash());

    assertThatThrownBy(() -> evidence(altered, List.of(Receiving.notice())))
        .isInstanceOf(Unprovable.class)
        .hasMessageContaining("hash");
  }

  @Test
  void nothingIsSignedAboutANoticeThatWasAltered() {
    Notice notice = Receiving.notice();
    TreeMap<String, NoticeText> texts = new TreeMap<>(notice.texts());
    texts.put("fr", new NoticeText("fr", "Héberger mon dossier", "Pour toujours."));
    Notice altered = new Notice(notice.hosting(), 3, notice.publishedAt(), texts);

    assertThatThrownBy(() -> evidence(Receiving.entry(Decision.PERMIT), List.of(altered)))
        .isInstanceOf(Unprovable.class)
        .hasMessageContaining("notice");
  }

  @Test
  void nothingIsSignedAboutANoticeThatIsGone() {
    assertThatThrownBy(() -> evidence(Receiving.entry(Decision.PERMIT), List.of()))
        .isInstanceOf(Unprovable.class)
        .hasMessageContaining("missing");
  }

  private static Evidence evidence(Entry entry, List<Notice> notices) {
    return Evidence.of(entry, notices, null, Receiving.CONTROLLER, Receiving.circumstances());
  }
}
