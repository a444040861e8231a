// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntryTest {

  @Test
  void theHashIsTakenOverTheDocumentedCanonicalForm() {
    Entry entry =
        Chain.empty("realm-1").next(Examples.statement(Decision.PERMIT, 3, 1_858_606_599L));

    assertThat(entry.canonical())
        .isEqualTo(
            "{\"authentication\":{\"acr\":\"1\",\"authTime\":1795449229,\"client\":\"demo-app\"},"
                + "\"by\":{\"role\":\"PATIENT\",\"subject\":\"5b1c\"},\"channel\":\"LOGIN\","
                + "\"decidedAt\":\"2026-11-23T10:00:00.123Z\",\"decision\":\"PERMIT\","
                + "\"hosting\":\"cabinet-des-lilas@nuage-sante\",\"language\":\"fr\",\"notice\":3,"
                + "\"patient\":\"pat-1\",\"position\":1,\"previousHash\":\""
                + "918f1d5c02a5ac3d4cedd363da51a4d80ebe229afd86339f8207dfa43123a539\","
                + "\"textDigest\":\""
                + Examples.DIGEST
                + "\",\"until\":1858606599}");
    assertThat(entry.hash())
        .isEqualTo("6c81f96b4a3384cb8dcbfa3b53d94f618154bf961ff0b466f8613394a55457a6");
  }

  @Test
  void theMembersAreTheCanonicalFormAndTheHash() {
    Entry entry = Chain.empty("realm-1").next(Examples.statement(Decision.DENY, 1, null));

    assertThat(entry.members().keySet())
        .containsExactly(
            "position",
            "patient",
            "hosting",
            "notice",
            "decision",
            "decidedAt",
            "until",
            "channel",
            "by",
            "textDigest",
            "language",
            "authentication",
            "previousHash",
            "hash");
    assertThat(entry.members()).containsEntry("until", null).containsEntry("hash", entry.hash());
  }

  @Test
  void aWholeSecondIsWrittenWithItsMilliseconds() {
    Statement example = Examples.statement(Decision.DENY, 1, null);
    Statement statement =
        new Statement(
            example.patient(),
            example.hosting(),
            example.notice(),
            example.decision(),
            Instant.parse("2026-11-23T10:00:00.000999999Z"),
            null,
            example.channel(),
            example.by(),
            example.textDigest(),
            example.language(),
            example.authentication());

    assertThat(Chain.empty("r").next(statement).members())
        .containsEntry("decidedAt", "2026-11-23T10:00:00.000Z");
  }
}
