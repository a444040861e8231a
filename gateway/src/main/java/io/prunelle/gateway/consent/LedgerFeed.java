// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.realm.ServiceToken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledger's change feed over REST. */
final class LedgerFeed {

  static final int MOST_AT_ONCE = 500;
  private static final long TIMEOUT_MILLIS = 5_000;

  private final WebClient client;
  private final ServiceToken token;
  private final String endpoint;
  private final int page;
  private volatile boolean answered;

  /**
   * @param page how many entries are asked for at once; more than one, for the last is asked again
   */
  LedgerFeed(WebClient client, ServiceToken token, URI issuer, int page) {
    this.client = client;
    this.page = page;
    this.token = token;
    this.endpoint = issuer + "/consent/changes";
  }

  /**
   * What the ledger answered.
   *
   * @param head its highest position
   * @param ended the hostings that are over, all of them
   */
  record Changes(long head, Set<String> ended, List<LedgerEntry> entries) {}

  Future<Changes> after(long position) {
    return token
        .get()
        .compose(
            bearer ->
                client
                    .getAbs(endpoint)
                    .addQueryParam("after", Long.toString(position))
                    .addQueryParam("limit", Integer.toString(page))
                    .bearerTokenAuthentication(bearer)
                    .timeout(TIMEOUT_MILLIS)
                    .send())
        .map(this::changes);
  }

  /** Whether the realm has given entries, be they such as are not followed. */
  boolean hasAnswered() {
    return answered;
  }

  /** A ledger of a version that knows no such thing has none. */
  private static Set<String> ended(@Nullable JsonArray ended) {
    return ended == null
        ? Set.of()
        : ended.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
  }

  private Changes changes(HttpResponse<Buffer> answer) {
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      token.forget();
    }
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the feed answers " + answer.statusCode());
    }
    answered = true;
    JsonObject body = answer.bodyAsJsonObject();
    JsonArray entries = body.getJsonArray("entries");
    List<LedgerEntry> read = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      read.add(LedgerEntry.of(entries.getJsonObject(i)));
    }
    return new Changes(body.getLong("ledger"), ended(body.getJsonArray("ended")), read);
  }
}
