// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry's JSON members: all of them, and those that its hash is taken over. */
final class Document {
  private static final int FORM = 2;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Document() {}

  static Map<String, @Nullable Object> of(Entry entry) {
    Map<String, @Nullable Object> members = members(entry);
    members.put("hash", entry.hash());
    return members;
  }

  static Map<String, @Nullable Object> hashed(Entry entry) {
    Map<String, @Nullable Object> members = members(entry);
    if (entry.persons() != null) {
      members.remove("patient");
      members.remove("salt");
      members.put("by", Map.of("role", entry.statement().by().role().name()));
    }
    return members;
  }

  private static Map<String, @Nullable Object> members(Entry entry) {
    Statement statement = entry.statement();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (entry.persons() != null) {
      members.put("version", FORM);
    }
    members.put("position", entry.position());
    members.put("patient", statement.patient());
    members.put("hosting", statement.hosting());
    members.put("notice", statement.notice());
    members.put("decision", statement.decision().name());
    members.put("decidedAt", instant(statement.decidedAt()));
    members.put("until", statement.until());
    members.put("channel", statement.channel().name());
    Map<String, @Nullable Object> by = new LinkedHashMap<>();
    by.put("role", statement.by().role().name());
    by.put("subject", statement.by().subject());
    members.put("by", by);
    members.put("textDigest", statement.textDigest());
    members.put("language", statement.language());
    Map<String, @Nullable Object> authentication = new LinkedHashMap<>();
    authentication.put("acr", statement.authentication().acr());
    authentication.put("authTime", statement.authentication().authTime());
    authentication.put("client", statement.authentication().client());
    members.put("authentication", authentication);
    if (statement.replaces() != null) {
      members.put("replaces", statement.replaces());
    }
    circumstances(statement, members);
    if (entry.persons() != null) {
      members.put("salt", entry.persons().salt());
      members.put("persons", entry.persons().commitment());
    }
    members.put("previousHash", entry.previousHash());
    return members;
  }

  /** What few entries have; absent where it does not apply, so that form 1 stays as it was. */
  private static void circumstances(Statement statement, Map<String, @Nullable Object> members) {
    if (statement.reason() != null) {
      Map<String, @Nullable Object> reason = new LinkedHashMap<>();
      reason.put("digest", statement.reason().digest());
      if (statement.reason().answers() != null) {
        reason.put("answers", statement.reason().answers());
      }
      members.put("reason", reason);
    }
    if (statement.paper() != null) {
      Map<String, @Nullable Object> paper = new LinkedHashMap<>();
      paper.put("digest", statement.paper().digest());
      paper.put("date", statement.paper().date().toString());
      members.put("paper", paper);
    }
  }

  static String instant(Instant at) {
    return MILLIS.format(at);
  }
}
