// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Missing;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Order;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MOVE     | ERASING   | The record has arrived; the old copy is being erased",
        "HANDOVER | ERASING   | The record has arrived; the old copy is being erased",
        "COPY     | ARCHIVING | The copy has arrived; its earlier versions are being taken along",
        "ERASURE  | COPYING   | What is to be erased is being listed",
        "ERASURE  | SWITCHING | The erasure is about to begin",
        "ERASURE  | ERASING   | The record is being erased",
        "ERASURE  | RETURNING | The erasure is being given up; nothing was erased",
        "ERASURE  | WAITING   | About to begin"
      })
  void whatIsErasedOrCopiedIsNotSaidToMove(Move.Kind kind, Move.Step step, String told) {
    Messages t = Messages.in(Language.ENGLISH);

    MoveRow row =
        new MoveRows(t, new HostNames(t, TransferSamples.PRACTICE), PatientNames.NONE, "/x")
            .of(TransferSamples.of(kind, step, null));

    assertThat(row.step()).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HANDOVER | the practice has told the patient that the record goes to the other practice",
        "COPY     | the practice has told the patient that the other practice receives the record",
        "ERASURE  | the patient was told that this record would be erased"
      })
  void whyItCannotBeCancelledIsSaidByWhatBecomesOfTheRecord(Move.Kind kind, String why) {
    assertThat(order(TransferSamples.of(kind, Move.Step.COPYING, null), Order.CANCEL))
        .contains("It cannot be cancelled, because " + why + ".")
        .doesNotContain("may not stay where it is");
    assertThat(
            order(
                TransferSamples.move(1, Move.Step.COPYING, null, true, false, null), Order.CANCEL))
        .contains("because this record may not stay where it is.");
  }

  @Test
  void whatAnOrderMeansForAnErasureIsSaidOfAnErasure() {
    Move erasure = TransferSamples.of(Move.Kind.ERASURE, Move.Step.ERASING, null);

    assertThat(order(erasure, Order.PAUSE)).contains("The erasure stops where it is");
    assertThat(order(erasure, Order.RESUME)).contains("The erasure goes on");
  }

  private static String order(Move move, Order order) {
    return new TransferViews(Samples.views())
        .confirm(
            Language.ENGLISH,
            Samples.READER,
            TransferSamples.PRACTICE,
            move,
            PatientNames.NONE,
            order,
            Missing.NOTHING);
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
