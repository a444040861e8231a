// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.erasure.ErasureSamples;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** Who permits it has the record moved from there: the practice has it still. */
  @Test
  void whatIsErasedFromThePracticesServerIsNotSaidToBeErasedAtThePractice() {
    Certificate moved = ErasureSamples.ofPractice(true);
    Certificate erased = ErasureSamples.ofPractice(false);

    assertThat(page(moved))
        .contains(
            "The former copy of your record was erased from Cabinet des Lilas’s own server.",
            "<dd>Cabinet des Lilas’s own server</dd>")
        .doesNotContain(">cabinet<", " cabinet.", "Your record was erased", "erased at");
    assertThat(page(erased))
        .contains("Your record was erased from Cabinet des Lilas’s own server.")
        .doesNotContain("former copy");
    assertThat(rows(moved))
        .contains("Former copy erased from Cabinet des Lilas’s own server on 27 November 2026.");
    assertThat(rows(erased))
        .contains("Erased from Cabinet des Lilas’s own server on 27 November 2026.");
    assertThat(rows(ErasureSamples.certificate(true)))
        .contains("Former copy erased at Nuage Santé on 27 November 2026.");
  }

  private String page(Certificate certificate) {
    return views.certificate(
        Language.ENGLISH,
        Samples.READER,
        certificate,
        List.of(LedgerSamples.hosting(State.PERMIT)));
  }

  private String rows(Certificate certificate) {
    return views.home(
        Language.ENGLISH,
        Samples.READER,
        new HomeFacts(
            List.of(Samples.cloud()),
            List.of(LedgerSamples.hosting(State.PERMIT)),
            List.of(),
            List.of(),
            List.of(),
            Samples.nothingUnusual(),
            Mail.UNKNOWN,
            Optional.empty(),
            List.of(),
            List.of(certificate),
            Set.of(),
            Set.of(),
            false,
            List.of(),
            Set.of(),
            Set.of(),
            List.of(),
            false));
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
