// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.HOSTING;
import static io.prunelle.keycloak.Examples.NOW;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.ledger.TextDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as version 0.1.0 wrote them into the tables that its changelog made. */
final class PreviousVersion {
  private final String url;
  private final String realm;

  PreviousVersion(String url, String realm) {
    this.url = url;
    this.realm = realm;
  }

  /** Fills the tables; gives the ledger, all entries of form 1. */
  List<Entry> fill() {
    insert(
        "PRUNELLE_HOST (REALM_ID, ID, NAME, KIND, SHEET)",
        realm,
        HOSTING.host(),
        "Nuage Santé",
        "cloud",
        sheet());
    insert(
        "PRUNELLE_HOSTING (REALM_ID, ID, PRACTICE, HOST_ID, PURPOSES, LEGAL_BASIS, VALIDITY,"
            + " NOTICE_VERSION)",
        realm,
        HOSTING.toString(),
        HOSTING.practice(),
        HOSTING.host(),
        "{\"purposes\":[\"Soins\"]}",
        "EXPLICIT_CONSENT",
        "P2Y",
        1);
    for (NoticeText text : Examples.texts()) {
      insert(
          "PRUNELLE_NOTICE_TEXT (REALM_ID, HOSTING_ID, NOTICE_VERSION, LANGUAGE, TITLE, BODY,"
              + " PUBLISHED_AT)",
          realm,
          HOSTING.toString(),
          1,
          text.language(),
          text.title(),
          text.body(),
          NOW.toEpochMilli());
    }
    List<Entry> entries = new ArrayList<>();
    Chain end = Chain.empty(realm);
    for (Decision decision : List.of(Decision.PERMIT, Decision.WITHDRAW, Decision.DENY)) {
      Long until = decision == Decision.PERMIT ? NOW.plusSeconds(1_000).getEpochSecond() : null;
      Entry entry = formOne(end, bound(Examples.statement(decision, 1, until)));
      insert(entry);
      entries.add(entry);
      end = end.with(entry);
    }
    insert(
        "PRUNELLE_LEDGER (REALM_ID, LAST_POSITION, LAST_HASH)", realm, end.position(), end.hash());
    return entries;
  }

  private void insert(Entry entry) {
    Statement statement = entry.statement();
    insert(
        "PRUNELLE_ENTRY (REALM_ID, LEDGER_POSITION, PATIENT_ID, HOSTING_ID, NOTICE_VERSION,"
            + " DECISION, DECIDED_AT, VALID_UNTIL, CHANNEL, BY_ROLE, BY_SUBJECT, TEXT_DIGEST,"
            + " LANGUAGE, AUTH_ACR, AUTH_TIME, AUTH_CLIENT, PREVIOUS_HASH, ENTRY_HASH)",
        realm,
        entry.position(),
        statement.patient(),
        statement.hosting(),
        statement.notice(),
        statement.decision().name(),
        statement.decidedAt().toEpochMilli(),
        statement.until(),
        statement.channel().name(),
        statement.by().role().name(),
        statement.by().subject(),
        statement.textDigest(),
        statement.language(),
        statement.authentication().acr(),
        statement.authentication().authTime(),
        statement.authentication().client(),
        entry.previousHash(),
        entry.hash());
  }

  /** The same on the notice that there is. */
  static Statement bound(Statement like) {
    NoticeText text = Examples.texts().get(0);
    return new Statement(
        like.patient(),
        like.hosting(),
        like.notice(),
        like.decision(),
        like.decidedAt(),
        like.until(),
        like.channel(),
        like.by(),
        TextDigest.of(like.hosting(), 1, text.language(), text.title(), text.body()),
        text.language(),
        like.authentication(),
        null,
        null,
        null);
  }

  private static Entry formOne(Chain end, Statement statement) {
    long position = end.position() + 1;
    Entry open = new Entry(position, statement, null, end.hash(), "");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(open.canonical().getBytes(StandardCharsets.UTF_8));
      return new Entry(position, statement, null, end.hash(), HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void insert(String into, @Nullable Object... values) {
    String sql = "insert into " + into + " values (" + "?, ".repeat(values.length - 1) + "?)";
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement row = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        row.setObject(i + 1, values[i]);
      }
      row.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sheet() {
    try (InputStream in = PreviousVersion.class.getResourceAsStream("/0.1.0/sheet.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
