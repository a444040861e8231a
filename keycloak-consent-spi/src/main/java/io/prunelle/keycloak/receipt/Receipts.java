// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Reason;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Issues receipts.
 *
 * <p>A receipt is made anew each time, from the ledger, and signed with the key that is active
 * then: whoever lost one, or holds one whose key is gone, gets the same again under today's key.
 */
public final class Receipts {
  private final ConsentProvider consent;
  private final RealmSigner signer;
  private final Function<String, Controller> controllers;

  /**
   * @param controllers a practice by the alias of its organization
   */
  public Receipts(
      ConsentProvider consent, RealmSigner signer, Function<String, Controller> controllers) {
    this.consent = consent;
    this.signer = signer;
    this.controllers = controllers;
  }

  /**
   * The receipt of a decision, signed {@code at}.
   *
   * @param entry as the ledger has it
   * @throws Unprovable when what is stored does not fit together
   */
  public Receipt of(String realm, Entry entry, Instant at) {
    Evidence evidence = evidence(realm, entry);
    String issuer = signer.issuer();
    return new Receipt(
        evidence, issuer, at, signer.sign(Json.write(Payload.of(evidence, issuer, at))));
  }

  private Evidence evidence(String realm, Entry entry) {
    HostingId id =
        HostingId.parse(entry.statement().hosting())
            .orElseThrow(() -> new Unprovable("the entry names no hosting"));
    return Evidence.of(
        entry,
        consent.notices(realm, id),
        reason(realm, entry),
        controllers.apply(id.practice()),
        consent
            .circumstances(realm, entry.position())
            .map(content -> Circumstances.kept(entry.statement(), content))
            .orElseGet(() -> circumstances(realm, id)));
  }

  private @Nullable String reason(String realm, Entry entry) {
    Reason reason = entry.statement().reason();
    if (reason == null) {
      return null;
    }
    Long answered = reason.answers();
    return answered == null
        ? consent.objection(realm, entry.position()).map(Objection::reason).orElse(null)
        : consent
            .objection(realm, answered)
            .map(Objection::reply)
            .map(Objection.Reply::reason)
            .orElse(null);
  }

  private Circumstances circumstances(String realm, HostingId id) {
    return consent
        .hosting(realm, id)
        .flatMap(
            hosting -> consent.host(realm, id.host()).map(host -> Circumstances.of(hosting, host)))
        .orElseThrow(() -> new Unprovable("the hosting or its host is missing"));
  }
}
