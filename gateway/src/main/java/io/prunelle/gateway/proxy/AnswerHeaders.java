// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of a host's answer that reach the client; the same whichever host answered. */
final class AnswerHeaders {

  static final String FHIR_JSON = "application/fhir+json;charset=utf-8";

  private static final Pattern CREATED =
      Pattern.compile(
          "(?<resource>[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?)");

  private final String publicUrl;

  AnswerHeaders(URI publicUrl) {
    this.publicUrl = publicUrl.toString();
  }

  Map<String, String> of(MultiMap received, OnRecord interaction, Host host) {
    Map<String, String> sent = new LinkedHashMap<>();
    if (interaction.kind() != InteractionKind.DELETE) {
      sent.put("content-type", FHIR_JSON);
    }
    // Health data must not stay in caches of others' machines
    sent.put("cache-control", "no-store");
    sent.put("x-content-type-options", "nosniff");
    if (interaction.writes() || isRead(interaction)) {
      copy(received, sent, "etag");
      copy(received, sent, "last-modified");
    }
    if (interaction.writes()) {
      location(received.get(HttpHeaders.LOCATION), sent, interaction.practice(), host);
    }
    return sent;
  }

  private static boolean isRead(OnRecord interaction) {
    return interaction.kind() == InteractionKind.READ
        || interaction.kind() == InteractionKind.VREAD;
  }

  private void location(
      @Nullable String location, Map<String, String> sent, String practice, Host host) {
    String base = host.url() + "/";
    if (location == null) {
      return;
    }
    Matcher created =
        CREATED.matcher(location.startsWith(base) ? location.substring(base.length()) : location);
    if (created.matches()) {
      sent.put("location", publicUrl + "/fhir/" + practice + "/" + created.group("resource"));
    }
  }

  private static void copy(MultiMap received, Map<String, String> sent, String name) {
    String value = received.get(name);
    if (value != null) {
      sent.put(name, value);
    }
  }
}
