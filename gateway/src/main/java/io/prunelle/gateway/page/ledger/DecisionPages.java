// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody's decisions, of which the realm gives so many at a time, newest first. Where the next
 * ones are is its header {@code Link} (RFC 8288): of it the position is taken and nothing else, for
 * the token goes to no address that an answer names.
 *
 * @param decisions newest first
 * @param pages as the realm tells them
 * @param older whether there are older ones, which were not asked for
 */
public record DecisionPages(List<Decision> decisions, List<JsonObject> pages, boolean older) {

  /** Of 500 each: more than anybody decides. */
  static final int MOST = 20;

  private static final String DECISIONS = "decisions";

  private static final Pattern NEXT =
      Pattern.compile("<[^>]*[?&]before=([0-9]{1,18})(?:&[^>]*)?>\\s*;\\s*rel=\"?next\"?");

  /**
   * Page after page, until there is none or enough.
   *
   * @param most so many are enough
   * @param from only those below this position; empty for the newest
   * @param ask for those below a position; empty for the newest
   */
  static Future<DecisionPages> read(
      int most, OptionalLong from, Function<OptionalLong, Future<HttpResponse<Buffer>>> ask) {
    return further(most, ask, from, new ArrayList<>());
  }

  private static Future<DecisionPages> further(
      int most,
      Function<OptionalLong, Future<HttpResponse<Buffer>>> ask,
      OptionalLong before,
      List<JsonObject> read) {
    return ask.apply(before)
        .compose(
            reply -> {
              read.add(document(reply));
              OptionalLong next = next(reply.headers());
              boolean older =
                  next.isPresent()
                      // One that leads back would lead on for ever
                      && (before.isEmpty() || next.getAsLong() < before.getAsLong());
              return older && read.size() < most
                  ? further(most, ask, next, read)
                  : Future.succeededFuture(new DecisionPages(decisions(read), read, older));
            });
  }

  private static JsonObject document(HttpResponse<Buffer> reply) {
    JsonObject document = reply.bodyAsJsonObject();
    if (document == null) {
      throw new IllegalArgumentException("no decisions");
    }
    return document;
  }

  private static OptionalLong next(MultiMap headers) {
    for (String link : headers.getAll("Link")) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
      }
    }
    return OptionalLong.empty();
  }

  private static List<Decision> decisions(List<JsonObject> pages) {
    return pages.stream()
        .flatMap(page -> Fields.of(page).list(DECISIONS, Decision::from).stream())
        .toList();
  }

  /** As the realm tells them, in one document, which says so where it lacks the oldest. */
  public Buffer asTold() {
    JsonArray all = new JsonArray();
    for (JsonObject page : pages) {
      if (page.getValue(DECISIONS) instanceof JsonArray some) {
        some.forEach(all::add);
      }
    }
    JsonObject told = pages.get(0).copy().put(DECISIONS, all);
    return (older ? told.put("older", true) : told).toBuffer();
  }
}
