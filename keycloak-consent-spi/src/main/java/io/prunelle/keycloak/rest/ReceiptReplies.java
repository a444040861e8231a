// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.receipt.Controller;
import io.prunelle.keycloak.receipt.RealmSigner;
import io.prunelle.keycloak.receipt.Receipt;
import io.prunelle.keycloak.receipt.ReceiptPage;
import io.prunelle.keycloak.receipt.Receipts;
import io.prunelle.keycloak.server.ServerTime;
import io.prunelle.keycloak.server.StrictPage;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Hands out a receipt in the form that was asked for. */
final class ReceiptReplies {
  private final KeycloakSession session;
  private final RealmModel realm;
  private final Receipts receipts;

  ReceiptReplies(KeycloakSession session, ConsentProvider consent) {
    this.session = session;
    this.realm = session.getContext().getRealm();
    Practices practices = new Practices(session, realm);
    this.receipts =
        new Receipts(
            consent,
            new RealmSigner(session),
            alias ->
                new Controller(
                    alias,
                    practices.name(alias).orElse(alias),
                    practices.attribute(alias, "address").orElse(null),
                    practices.attribute(alias, "email").orElse(null)));
  }

  Response reply(Entry entry, ReceiptForm form, List<String> languages, @Nullable String back) {
    Receipt receipt = receipts.of(realm.getId(), entry, ServerTime.now());
    return switch (form) {
      case JWT -> download(receipt);
      case JSON -> Replies.json(Map.of("receipt", receipt.jws()));
      case HTML -> page(receipt, languages, back);
    };
  }

  private static Response download(Receipt receipt) {
    return Response.ok(receipt.jws(), "application/jwt")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"receipt-" + receipt.position() + ".jwt\"")
        .build();
  }

  private Response page(Receipt receipt, List<String> languages, @Nullable String back) {
    ReceiptPage page = ReceiptPage.of(session, receipt, languages, back);
    return StrictPage.of(session, Response.Status.OK, page.html(), page.policy(), "no-referrer");
  }
}
