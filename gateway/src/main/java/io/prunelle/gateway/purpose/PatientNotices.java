// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.prunelle.gateway.realm.ServiceToken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The realm's {@code PUT /consent/practices/{practice}/patients/{patient}/emergencies/{opening}}:
 * what it takes there it shows the patient at the next sign-in.
 */
final class PatientNotices {

  private static final long TIMEOUT_MILLIS = 5_000;

  /** About this one opening: its patient, its words, or that another has its id. */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 409, 413, 422);

  private final WebClient client;
  private final ServiceToken token;
  private final String base;

  PatientNotices(WebClient client, ServiceToken token, URI issuer) {
    this.client = client;
    this.token = token;
    this.base = issuer + "/consent/practices/";
  }

  /** Whether the realm took it; fails when it could not be told. */
  Future<Boolean> tell(Announcement announcement) {
    return token
        .get()
        .compose(
            bearer ->
                client
                    .putAbs(
                        base
                            + encoded(announcement.practice())
                            + "/patients/"
                            + encoded(announcement.patient())
                            + "/emergencies/"
                            + announcement.opening())
                    .bearerTokenAuthentication(bearer)
                    .timeout(TIMEOUT_MILLIS)
                    .sendJsonObject(announcement.toJson()))
        .map(this::taken);
  }

  private boolean taken(HttpResponse<Buffer> answer) {
    int status = answer.statusCode();
    if (status == 200 || status == 201) {
      return true;
    }
    if (REFUSALS.contains(status)) {
      return false;
    }
    if (status == 401 || status == 403) {
      token.forget();
    }
    throw new IllegalStateException("the realm answers " + status);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
