// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry with what it takes to tell it.
 *
 * @param inForce whether it is the last word on its hosting, and holds now
 * @param practiceName of the hosting's practice
 * @param hostName when the decision was taken; null when that was not kept
 * @param purposes when the decision was taken; none when they were not kept
 */
public record Told(
    Entry entry,
    HostingId hosting,
    boolean inForce,
    String practiceName,
    @Nullable String hostName,
    List<Purpose> purposes) {
  public Told {
    purposes = List.copyOf(purposes);
  }

  /**
   * Takes the names and purposes from the circumstances kept with the entry. Today's are not shown
   * in their place: nobody decided on those.
   */
  public static Told of(
      Entry entry, boolean inForce, String practiceName, Optional<String> circumstances) {
    return told(entry, inForce, practiceName, circumstances.map(Kept::read));
  }

  /**
   * What of the circumstances is told.
   *
   * @param hostName null when it was not kept
   */
  public record Kept(@Nullable String hostName, List<Purpose> purposes) {
    public Kept {
      purposes = List.copyOf(purposes);
    }

    /** Reads circumstances as they are kept. */
    public static Kept read(String circumstances) {
      JsonNode content = Json.stored(circumstances);
      return new Kept(content.at("/host/name").textValue(), Purpose.kept(content.path("purposes")));
    }
  }

  /** As {@link #of}, of circumstances that were read before. */
  public static Told told(Entry entry, boolean inForce, String practiceName, Optional<Kept> kept) {
    return new Told(
        entry,
        HostingId.parse(entry.statement().hosting())
            .orElseThrow(() -> new IllegalStateException("the entry names no hosting")),
        inForce,
        practiceName,
        kept.map(Kept::hostName).orElse(null),
        kept.map(Kept::purposes).orElse(List.of()));
  }
}
