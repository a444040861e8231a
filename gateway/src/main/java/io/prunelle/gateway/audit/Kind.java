// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of BALP's patterns an entry is told in.
 *
 * @see <a href="https://profiles.ihe.net/ITI/BALP/content.html">BALP, volume 3</a>
 */
enum Kind {
  READ("R", "Read"),
  QUERY("E", "Query"),
  CREATE("C", "Create"),
  UPDATE("U", "Update"),
  DELETE("D", "Delete"),
  DENIAL("E", "AuthZconsent"),
  /** A record leaves in an archive, which somebody takes along. */
  TAKEOUT("R", "PrivacyDisclosure.Source"),
  /** A record has been given to another host, which is a recipient (GDPR, article 4 (9)). */
  SWITCH("R", "PrivacyDisclosure.Source"),
  /** The other steps of a move: nothing is disclosed by them; BALP has no pattern for it. */
  TRANSFER("E", null);

  private static final String SWITCHED = "transfer-switched";

  private static final Set<Integer> DENIED = Set.of(401, 403, 404);

  /** Told to the caller as if the record could not be reached for now. */
  private static final Set<String> CLOSED =
      Set.of("consent-not-in-force", "ledger-not-followed", "certificate-lapsed", "audit-overdue");

  private static final Set<String> READS = Set.of("read", "vread");
  private static final Set<String> CREATES = Set.of("create", "conditional-create");
  private static final Set<String> UPDATES =
      Set.of("update", "patch", "conditional-update", "conditional-patch");
  private static final Set<String> DELETES = Set.of("delete", "conditional-delete");

  private static final Set<String> SEARCHES = Set.of("search-type", "search-system");

  /** What there is was asked for, as by a search. */
  private static final Set<String> LIKE_SEARCHES =
      Set.of("history-instance", "history-type", "history-system", "operation");

  private static final String LOOK_UP = "look-up";

  /** http://hl7.org/fhir/R4/valueset-type-restful-interaction.html. */
  private static final Set<String> INTERACTIONS =
      Set.of(
          "read",
          "vread",
          "update",
          "patch",
          "delete",
          "history-instance",
          "history-type",
          "history-system",
          "create",
          "search-type",
          "search-system",
          "capabilities",
          "transaction",
          "batch",
          "operation");

  private final String action;
  private final @Nullable String profile;

  Kind(String action, @Nullable String profile) {
    this.action = action;
    this.profile = profile;
  }

  static Kind of(Line line) {
    Entry entry = line.entry();
    String interaction = entry.act().interaction();
    if (isDenial(line)) {
      return DENIAL;
    } else if (entry.reason().equals(LOOK_UP)) {
      // The gateway finds out whose record it is; what was asked for has an entry of its own
      return QUERY;
    } else if (READS.contains(interaction)) {
      return READ;
    } else if (CREATES.contains(interaction)) {
      return CREATE;
    } else if (UPDATES.contains(interaction)) {
      return UPDATE;
    } else if (DELETES.contains(interaction)) {
      return DELETE;
    }
    return switch (interaction) {
      case "transfer" ->
          entry.reason().equals(SWITCHED) && entry.where().host() != null ? SWITCH : TRANSFER;
      case "takeout" -> TAKEOUT;
      default -> QUERY;
    };
  }

  /**
   * Whether somebody decided that it may not be: by the token, the role, the consent. What could
   * not be understood, or not now, was not decided about.
   */
  private static boolean isDenial(Line line) {
    Outcome outcome = line.outcome();
    return !line.entry().permitted()
        && (outcome == null
            || DENIED.contains(outcome.status())
            || CLOSED.contains(line.entry().reason()));
  }

  /** CRUDE. */
  String action() {
    return action;
  }

  /**
   * The profile that the event fulfils; null for none. Patterns are for what succeeded; and a
   * denial that says whose record it was about, and who asked.
   */
  @Nullable String profile(Line line) {
    boolean patient = line.entry().where().patient() != null;
    if (profile == null) {
      return null;
    } else if (this == DENIAL || discloses()) {
      return patient && (this == DENIAL || succeeded(line)) ? Codes.PROFILES + profile : null;
    }
    List<String> subtypes = subtypes(line.entry());
    boolean fits =
        this == QUERY ? subtypes.stream().anyMatch(SEARCHES::contains) : !subtypes.isEmpty();
    return succeeded(line) && fits ? Codes.PROFILES + (patient ? "Patient" : "") + profile : null;
  }

  /** Whether a record leaves. */
  boolean discloses() {
    return this == TAKEOUT || this == SWITCH;
  }

  private static boolean succeeded(Line line) {
    return line.entry().permitted() && line.outcome() != null && !failed(line.outcome());
  }

  static boolean failed(Outcome outcome) {
    return outcome.status() >= 400 || outcome.status() == 0;
  }

  /**
   * R4's code of the interaction, and that of a search where something else was asked for like one:
   * BALP has one pattern for all of it, and wants a search named there. Empty where R4 has none.
   */
  List<String> subtypes(Entry entry) {
    String own = subtype(entry.act().interaction());
    if (own == null) {
      return List.of();
    }
    boolean likeSearch =
        !SEARCHES.contains(own) && (LIKE_SEARCHES.contains(own) || entry.reason().equals(LOOK_UP));
    return this == QUERY && likeSearch ? List.of(own, "search-type") : List.of(own);
  }

  /** Conditions are told by the query. */
  private static @Nullable String subtype(String interaction) {
    return switch (interaction) {
      case "conditional-create" -> "create";
      case "conditional-update" -> "update";
      case "conditional-patch" -> "patch";
      case "conditional-delete" -> "delete";
      case "search", "journal-read" -> "search-type";
      default -> INTERACTIONS.contains(interaction) ? interaction : null;
    };
  }
}
