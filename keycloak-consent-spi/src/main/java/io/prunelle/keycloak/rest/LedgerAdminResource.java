// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Witness;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** {@code /admin/realms/{realm}/consent/ledger}: the proof that nobody changed what was decided. */
public final class LedgerAdminResource {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final RealmModel realm;
  private final AdminPermissionEvaluator permissions;
  private final ConsentProvider consent;
  private final Replies replies;

  LedgerAdminResource(
      KeycloakSession session, RealmModel realm, AdminPermissionEvaluator permissions) {
    this.realm = realm;
    this.permissions = permissions;
    this.consent = session.getProvider(ConsentProvider.class);
    this.replies = new Replies(session);
  }

  /**
   * Walks along the ledger and names the first position that does not fit.
   *
   * @param position of an entry noted elsewhere, with its {@code hash}
   */
  @GET
  @Path("verify")
  public Response verify(
      @QueryParam("position") @Nullable String position,
      @QueryParam("hash") @Nullable String hash) {
    return replies.reply(
        () -> {
          if (!permissions.realm().canViewRealm()) {
            throw Problem.notPermitted("the role view-realm is required");
          }
          return Replies.json(document(consent.verify(realm.getId(), witness(position, hash))));
        });
  }

  private static @Nullable Witness witness(@Nullable String position, @Nullable String hash) {
    if (position == null && hash == null) {
      return null;
    }
    if (position == null || hash == null) {
      throw new Problem(
          ProblemType.INVALID_PARAMETER, "position, hash: are given together or not at all");
    }
    if (!HASH.matcher(hash).matches()) {
      throw new Problem(
          ProblemType.INVALID_PARAMETER, "hash: must be 64 hexadecimal digits in lower case");
    }
    return new Witness(Numbers.read("position", position, 0, 0, Long.MAX_VALUE), hash);
  }

  private static Map<String, Object> document(Verification verification) {
    Map<String, Object> document = new LinkedHashMap<>();
    if (verification instanceof Verification.Intact intact) {
      document.put("intact", true);
      document.put("entries", intact.entries());
      document.put("head", intact.head());
    } else {
      Verification.Broken broken = (Verification.Broken) verification;
      document.put("intact", false);
      document.put("position", broken.position());
      document.put("reason", broken.reason());
    }
    return document;
  }
}
