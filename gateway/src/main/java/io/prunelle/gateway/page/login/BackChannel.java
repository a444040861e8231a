// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends sessions because the provider says that they are over. */
final class BackChannel {

  private static final Logger LOG = LoggerFactory.getLogger(BackChannel.class);

  /** Keycloak's have less than a thousand characters. */
  private static final int LONGEST = 8_000;

  private final RecentKeys keys;
  private final Signatures signatures;
  private final LogoutTokenRules rules;
  private final SessionTable table;
  private final Clock clock;

  BackChannel(
      RecentKeys keys,
      Signatures signatures,
      LogoutTokenRules rules,
      SessionTable table,
      Clock clock) {
    this.keys = keys;
    this.signatures = signatures;
    this.rules = rules;
    this.table = table;
    this.clock = clock;
  }

  /** Takes a logout token, once. Fails with {@link SignInFailure} when it does not hold. */
  Future<Void> end(String token) {
    if (token.length() > LONGEST) {
      return Future.failedFuture(SignInFailure.rejected("logout token is too long"));
    }
    JsonObject header = Signatures.header(token);
    Object key = header.getValue("kid");
    if (!signatures.mayHold(header) || key == null) {
      // Before it waits for keys in the place of one that does
      return Future.failedFuture(SignInFailure.rejected("token algorithm"));
    }
    return keys.that(known -> signatures.key(known, key).isPresent())
        .compose(known -> signatures.claims(token, known))
        .map(claims -> rules.check(header, claims, clock.instant()))
        .compose(this::end);
  }

  private Future<Void> end(LogoutToken token) {
    return table
        .end(
            Secrets.sha256(token.id()),
            token.expires(),
            digest(token.session()),
            digest(token.subject()))
        .compose(
            ended -> {
              if (ended.isEmpty()) {
                return Future.failedFuture(SignInFailure.rejected("logout token was taken before"));
              }
              LOG.atInfo().addKeyValue("sessions", ended.get()).log("Signed out at the provider");
              return Future.succeededFuture();
            });
  }

  private static @Nullable String digest(@Nullable String text) {
    return text == null ? null : Secrets.sha256(text);
  }
}
