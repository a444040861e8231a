// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in plain words why something was asked for, and why it was refused. */
final class AccessReasons {

  private static final Set<String> NO_RIGHT =
      Set.of(
          "other-patient",
          "other-practice",
          "not-of-practice",
          "not-auditor",
          "not-officer",
          "not-administrator",
          "guardianship-ended",
          "body-other-patient");

  /** The same words for all: a list that is handed on does not tell what the patient decided. */
  private static final Set<String> NOT_TO_BE_READ =
      Set.of(
          "consent-not-in-force",
          "ledger-not-followed",
          "certificate-lapsed",
          "audit-overdue",
          "record-held",
          "record-moved",
          "host-busy",
          "host-down",
          "host-not-configured",
          "practice-not-configured");

  private final Messages t;

  AccessReasons(Messages t) {
    this.t = t;
  }

  /** As whoever asked stated it; null for an emergency, which is told apart, and for nothing. */
  @Nullable String stated(Entry entry) {
    Entry.Purpose purpose = entry.purpose();
    if (purpose == null || purpose.code().equals("BTG")) {
      return null;
    }
    String key = "why." + purpose.code();
    String words = purpose.statedReason();
    if (!t.has(key)) {
      return words == null ? null : t.text("access.emergency.reason", words);
    }
    return words == null ? t.text(key) : t.text("access.why.both", t.text(key), words);
  }

  /** Null for what was let pass. */
  @Nullable String refusal(Entry entry) {
    return entry.permitted() ? null : t.text("refusal." + kind(entry.reason()));
  }

  private static String kind(String reason) {
    if (reason.equals("no-token") || reason.startsWith("token-") || reason.startsWith("proof-")) {
      return "IDENTITY";
    } else if (NO_RIGHT.contains(reason) || reason.startsWith("scope-")) {
      return "RIGHT";
    } else if (NOT_TO_BE_READ.contains(reason)) {
      return "RECORD";
    } else if (reason.startsWith("too-many-")) {
      return "OFTEN";
    }
    return switch (reason) {
      case "record-departed" -> "DEPARTED";
      case "break-glass-not-for-this" -> "EMERGENCY";
      default -> isOurs(reason) ? "UNREADY" : "REQUEST";
    };
  }

  /** Of what the gateway lacks, however it is called. */
  private static boolean isOurs(String reason) {
    return reason.endsWith("-busy")
        || reason.endsWith("-full")
        || reason.endsWith("-down")
        || reason.endsWith("-unreachable")
        || reason.equals("no-keys")
        || reason.equals("internal-error");
  }
}
