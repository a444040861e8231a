// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveRowsTest {

  private static MoveRow row(Move.Step step, String failure) {
    Messages t = Messages.in(Language.ENGLISH);
    return new MoveRows(
            t, new HostNames(t, TransferSamples.PRACTICE), PatientNames.NONE, "/transfers")
        .of(TransferSamples.move(1, step, failure, true, false, null));
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING, “Nuage Santé SAS” or “The practice’s server”",
    "COPYING, “Nuage Santé SAS” or “The practice’s server”",
    "SWITCHING, “Nuage Santé SAS” or “The practice’s server”",
    "ERASING, “Nuage Santé SAS”",
    "RETURNING, “The practice’s server”"
  })
  void whoIsToBeCalledIsWhoeverTheStepWorksAt(Move.Step step, String sides) {
    assertThat(row(step, "host-unreachable").problem())
        .isEqualTo("A place does not answer: " + sides + ".");
  }

  @Test
  void whatDiffersIsWhereTheRecordGoesAndWhatRemainsWhereItWas() {
    assertThat(row(Move.Step.COPYING, "copy-differs").advice())
        .endsWith("where the record goes: “The practice’s server”.");
    assertThat(row(Move.Step.ERASING, "remains").advice())
        .endsWith("so that they remove the rest: “Nuage Santé SAS”.");
  }

  @Test
  void whatWasDeletedOnPurposeIsAskedForOnlyWhereSomethingIsMissing() {
    assertThat(buttons(true)).contains("Say what was deleted on purpose");
    assertThat(buttons(false)).doesNotContain("Say what was deleted on purpose");
  }

  private static List<String> buttons(boolean lacking) {
    Messages t = Messages.in(Language.ENGLISH);
    return new MoveRows(
            t, new HostNames(t, TransferSamples.PRACTICE), PatientNames.NONE, "/transfers")
        .of(TransferSamples.differing(lacking)).buttons().stream()
            .map(MoveRow.Button::text)
            .toList();
  }
}
