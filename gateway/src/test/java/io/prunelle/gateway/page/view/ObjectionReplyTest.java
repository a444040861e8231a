// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.view.ObjectionReply.Wrong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was written stays in sight, though its objection is not on the page any more. */
class ObjectionReplyTest {

  @ParameterizedTest
  @CsvSource({
    "SIGNED_IN, SIGNED_IN, GONE",
    "DECISION, DECISION, DECISION",
    "ANSWERED, ANSWERED, ANSWERED",
    "REASON, REASON, REASON"
  })
  void whatCouldBeSentOnceMoreIsToldToBeGoneWhereItIs(Wrong wrong, Wrong there, Wrong gone) {
    ObjectionReply reply = new ObjectionReply(17, "REJECT", "No link.", wrong);

    assertThat(reply.among(Set.of(17L, 18L)).wrong()).isEqualTo(there);
    assertThat(reply.among(Set.of(18L)).wrong()).isEqualTo(gone);
  }
}
