// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.prunelle.gateway.realm.ServiceToken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The realm's {@code PUT /consent/patients/{patient}/unusual/{report}}: it knows who wants mail, to
 * which address, and sends it. All it is told is whom it is about.
 */
final class RealmMail {

  /** Longer than the realm waits for its mail server. */
  private static final long TIMEOUT_MILLIS = 20_000;

  private static final Duration LONGEST = Duration.ofDays(2);

  private final WebClient client;
  private final ServiceToken token;
  private final String base;

  RealmMail(WebClient client, ServiceToken token, URI issuer) {
    this.client = client;
    this.token = token;
    this.base = issuer + "/consent/patients/";
  }

  /** What became of it. */
  enum Fate {
    SENT,
    /** The patient wants none, or can get none. */
    UNWANTED,
    /** There was one today. */
    LATER,
    /** The mail server did not take it. */
    FAILED,
    /** The realm was asked for more than it does in a minute. */
    TOO_OFTEN
  }

  /**
   * The realm's answer.
   *
   * @param after when to tell it again, of what is to be later or came too often
   */
  record Answer(Fate fate, Duration after) {}

  /** Fails when the realm could not be told. */
  Future<Answer> tell(Report report) {
    return token
        .get()
        .compose(
            bearer ->
                client
                    .putAbs(base + encoded(report.patient()) + "/unusual/" + report.id())
                    .bearerTokenAuthentication(bearer)
                    .timeout(TIMEOUT_MILLIS)
                    .send())
        .map(this::answer);
  }

  private Answer answer(HttpResponse<Buffer> reply) {
    int status = reply.statusCode();
    if (status == 200) {
      return fate(reply.bodyAsJsonObject());
    } else if (status == 404 && tells(reply, "not-found")) {
      return new Answer(Fate.UNWANTED, Duration.ZERO);
    } else if (status == 503 && tells(reply, "mail-not-sent")) {
      return new Answer(Fate.FAILED, Duration.ZERO);
    } else if (status == 429 && tells(reply, "too-many-requests")) {
      return new Answer(Fate.TOO_OFTEN, pause(reply.getHeader("Retry-After")));
    } else if (status == 401 || status == 403) {
      token.forget();
    }
    throw new IllegalStateException("the realm answers " + status);
  }

  /** In seconds (RFC 9110, 10.2.3), of which the realm's rate never asks for more than a minute. */
  private static Duration pause(@Nullable String seconds) {
    boolean said = seconds != null && seconds.matches("[1-9]|[1-5]\\d");
    return Duration.ofSeconds(said ? Long.parseLong(seconds) : 60);
  }

  /** Whether it is the realm's own word: a proxy on the way knows nothing of patients. */
  private static boolean tells(HttpResponse<Buffer> reply, String problem) {
    try {
      return ("urn:prunelle:problem:" + problem).equals(reply.bodyAsJsonObject().getValue("type"));
    } catch (RuntimeException noObject) {
      return false;
    }
  }

  private static Answer fate(JsonObject told) {
    Duration after = Duration.ofSeconds(Math.max(1, told.getLong("seconds", 0L)));
    return switch (told.getString("mail", "")) {
      case "sent" -> new Answer(Fate.SENT, Duration.ZERO);
      case "unwanted" -> new Answer(Fate.UNWANTED, Duration.ZERO);
      case "later" -> new Answer(Fate.LATER, after.compareTo(LONGEST) > 0 ? LONGEST : after);
      default -> throw new IllegalStateException("the realm answers nothing known");
    };
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
