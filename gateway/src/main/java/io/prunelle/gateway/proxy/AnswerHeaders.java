// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
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

  void write(MultiMap received, MultiMap sent, OnRecord interaction, Host host) {
    sent.clear();
    if (interaction.kind() != InteractionKind.DELETE) {
      sent.set(HttpHeaders.CONTENT_TYPE, FHIR_JSON);
    }
    // Health data must not stay in caches of others' machines
    sent.set(HttpHeaders.CACHE_CONTROL, "no-store");
    sent.set("x-content-type-options", "nosniff");
    if (interaction.writes() || isRead(interaction)) {
      copy(received, sent, HttpHeaders.ETAG);
      copy(received, sent, HttpHeaders.LAST_MODIFIED);
    }
    if (interaction.writes()) {
      location(received.get(HttpHeaders.LOCATION), sent, interaction.practice(), host);
    }
  }

  private static boolean isRead(OnRecord interaction) {
    return interaction.kind() == InteractionKind.READ
        || interaction.kind() == InteractionKind.VREAD;
  }

  private void location(@Nullable String location, MultiMap sent, String practice, Host host) {
    String base = host.url() + "/";
    if (location == null) {
      return;
    }
    Matcher created =
        CREATED.matcher(location.startsWith(base) ? location.substring(base.length()) : location);
    if (created.matches()) {
      sent.set(
          HttpHeaders.LOCATION, publicUrl + "/fhir/" + practice + "/" + created.group("resource"));
    }
  }

  private static void copy(MultiMap received, MultiMap sent, CharSequence name) {
    String value = received.get(name);
    if (value != null) {
      sent.set(name, value);
    }
  }
}
