// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.prunelle.gateway.chain.SigningKey;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Certificates as tests need them. */
public final class ErasureSamples {

  private static final Instant AT = Instant.parse("2026-11-27T09:41:07Z");

  private ErasureSamples() {}

  /** Of a record that a host which states all or nothing of itself has erased. */
  public static Erasure erasure(UUID transfer, String patient, boolean stating) {
    return erasure(
        transfer,
        patient,
        stating,
        stating
            ? new Erasure.Host("nuage-sante", "Nuage Santé SAS", Period.ofDays(30))
            : new Erasure.Host("nuage-sante", null, null));
  }

  private static Erasure erasure(
      UUID transfer, String patient, boolean stating, Erasure.Host host) {
    return new Erasure(
        transfer,
        "cabinet-des-lilas",
        patient,
        host,
        new TreeMap<>(Map.of("Observation", 1_230L, "Patient", 1L, "Basic", 3L)),
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        AT,
        new Erasure.Verification(
            1_234,
            new TreeMap<>(Map.of("Observation", List.of("patient", "subject"))),
            stating ? new TreeMap<>() : new TreeMap<>(Map.of("Basic", List.of("patient"))),
            stating ? 2 : 0,
            stating,
            stating ? 2 : 0,
            stating ? 3L : null,
            stating ? 1 : 0,
            stating ? 2 : 0,
            !stating));
  }

  /** As it is kept, of a record that has moved. */
  public static Certificate certificate(boolean stating) {
    return certificate(erasure(new UUID(0, stating ? 5 : 6), "p1", stating), true);
  }

  /** Of a practice's own server, which has no name. */
  public static Certificate ofPractice(boolean moved) {
    return certificate(
        erasure(new UUID(0, 7), "p1", true, new Erasure.Host("cabinet", null, null)), moved);
  }

  private static Certificate certificate(Erasure erasure, boolean moved) {
    SigningKey key = SigningKey.of(new byte[32]);
    return new Certificate(
        erasure.id(),
        erasure.practice(),
        erasure.host().id(),
        moved,
        AT.plusSeconds(1),
        key.id(),
        Jws.sign(erasure.json(AT.plusSeconds(1)), key).result());
  }
}
