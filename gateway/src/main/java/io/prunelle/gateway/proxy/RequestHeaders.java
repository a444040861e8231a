// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.fhir.Interaction.OnRecord;
import io.prunelle.gateway.fhir.Interaction.Read;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * The headers a host is sent. Written from nothing, so that credentials, cookies, forwarding
 * headers, what {@code Connection} names and whatever comes up next stay behind.
 */
final class RequestHeaders {

  private static final List<CharSequence> CONDITIONS =
      List.of(HttpHeaders.IF_NONE_MATCH, HttpHeaders.IF_MODIFIED_SINCE);

  void write(MultiMap received, MultiMap sent, OnRecord interaction, String requestId) {
    sent.clear();
    sent.set(HttpHeaders.ACCEPT, "application/fhir+json");
    sent.set("X-Request-Id", requestId);
    if (interaction.writes()) {
      sent.set(HttpHeaders.CONTENT_TYPE, "application/fhir+json;charset=utf-8");
    }
    if (interaction instanceof Read) {
      for (CharSequence condition : CONDITIONS) {
        String value = received.get(condition);
        if (value != null) {
          sent.set(condition, value);
        }
      }
    }
  }
}
