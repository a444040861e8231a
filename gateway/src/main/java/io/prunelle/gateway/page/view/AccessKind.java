// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in plain words what a FHIR interaction did: not {@code GET /Observation}. */
final class AccessKind {

  private final Messages t;

  AccessKind(Messages t) {
    this.t = t;
  }

  /**
   * Of one access.
   *
   * @param failed whether it was permitted and came to nothing: what would read as done is an
   *     attempt then
   */
  String inWords(Entry entry, boolean failed) {
    if (entry.permitted() && copies(entry.act())) {
      return t.text("what.copy");
    }
    String verb = verb(entry.act());
    String step = verb + "." + entry.reason();
    String asked = entry.permitted() ? "what." : "what.refused.";
    return Stream.of("what.failed." + step, "what.failed." + verb)
        .filter(key -> failed && t.has(key))
        .findFirst()
        .map(key -> t.text(key))
        .orElseGet(
            () ->
                t.has(asked + step)
                    ? t.text(asked + step)
                    : t.text(asked + verb, object("type.", entry.act())));
  }

  /**
   * For who audits a practice: of a record, not of yours; whether it was let pass is said apart.
   */
  String forAuditors(Entry entry) {
    String verb = verb(entry.act());
    return Stream.of("audit.what." + verb + "." + entry.reason(), "audit.what." + verb)
        .filter(t::has)
        .findFirst()
        .map(key -> t.text(key))
        .orElseGet(() -> t.text("what." + verb, object("audit.type.", entry.act())));
  }

  /** A patient's archive is made of reads, which say by which page they were asked for. */
  private static boolean copies(Entry.Act act) {
    return "/my/data".equals(act.path()) && !"journal-read".equals(act.interaction());
  }

  private static String verb(Entry.Act act) {
    return switch (act.interaction()) {
      case "read", "vread", "history-instance", "operation" -> "view";
      case "search", "search-type", "search-system", "history-type", "history-system" -> "search";
      case "create" -> "add";
      case "update", "patch" -> "change";
      case "delete" -> "remove";
      case "transfer" -> "transfer";
      case "transfer-list" -> "transferList";
      case "journal-read" -> "journal";
      case "handover" -> "handover";
      case "takeout" -> "takeout";
      case "certificate" -> "certificate";
      case "report" -> "report";
      case "objection" -> "objection";
      case "paper-decision" -> "paper";
      default -> "other";
    };
  }

  private String object(String types, Entry.Act act) {
    String type = act.resourceType();
    if ("operation".equals(act.interaction()) && isEverything(act.path())) {
      return t.text(types + "everything");
    }
    return type != null && t.has(types + type) ? t.text(types + type) : t.text(types + "other");
  }

  private static boolean isEverything(@Nullable String path) {
    return path != null && path.contains("$everything");
  }
}
