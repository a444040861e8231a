// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.erasure.ErasureSamples;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateViewTest {

  private final Views views = Samples.views();

  private String page(Language language, boolean stating) {
    return views.certificate(
        language,
        Samples.READER,
        ErasureSamples.certificate(stating),
        List.of(LedgerSamples.hosting(State.WITHDRAW)));
  }

  @ParameterizedTest
  @EnumSource
  void everyPageStandsOnItsOwnForAnyReader(Language language) {
    String html = page(language, true);

    assertThat(html).startsWith("<!DOCTYPE html>").contains("<html lang=\"" + language.tag());
    assertThat(html.split("<h1", -1)).as("one h1").hasSize(2);
    assertThat(html).doesNotContain("<script", "<style", " style=", "javascript:");
  }

  @Test
  void itSaysWhatWasErasedWhereAndHowThatIsKnown() {
    assertThat(page(Language.ENGLISH, true))
        .contains("Nuage Santé SAS", "1,234 items", "27 November 2026")
        .contains("Erased as well.")
        .contains("may still hold it until 27 December 2026")
        .doesNotContain("Whole documents")
        .contains("href=\"/my/certificates/00000000-0000-0000-0000-000000000005.jws\"");
  }

  @Test
  void whatIsNotKnownIsNotPromised() {
    assertThat(page(Language.ENGLISH, false))
        .contains("The host may still keep some.")
        .contains("The host does not say for how long its backup copies still hold it.")
        .contains("For one sort of item, this host does not allow")
        .contains("Whole documents that this host keeps as one block were not looked through")
        .doesNotContain("Your numbers (identifiers)");
  }
}
