// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgNotice;
import org.junit.jupiter.api.Test;

/** By what of a server's warnings a commit is not to be relied on. */
final class WarningsTest {

  private final Warnings warnings = new Warnings();

  private void heard(String routine, String code, String message) {
    warnings.heard(new PgNotice().setRoutine(routine).setCode(code).setMessage(message));
  }

  /** In whatever language the server says it, and under whatever code. */
  @Test
  void aWaitForAStandbyThatWasGivenUpIsTheCause() {
    heard("SyncRepWaitForLSN", "57P01", "arrêt de l’attente de la réplication synchrone");

    assertThat(warnings.none("done").cause())
        .isInstanceOf(Unwritten.class)
        .hasMessageContaining("arrêt de l’attente de la réplication synchrone");
  }

  @Test
  void othersSayNothingOfIt() {
    heard("GetNewTransactionId", "01000", "database must be vacuumed within 39985967 transactions");
    warnings.heard(new PgNotice());

    assertThat(warnings.none("done").result()).isEqualTo("done");
  }
}
