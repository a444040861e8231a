// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.rest.HttpDate;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.time.DateTimeException;
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

  /** RFC 9110, 8.8.3, in ASCII. */
  private static final Pattern TAG = Pattern.compile("(W/)?\"[!#-~]{0,128}\"");

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
      entityTag(received.get(HttpHeaders.ETAG), sent);
      lastModified(received.get(HttpHeaders.LAST_MODIFIED), sent);
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

  /** A host's header is passed on if it is what it should be: it could be anything. */
  private static void entityTag(@Nullable String tag, Map<String, String> sent) {
    if (tag != null && TAG.matcher(tag).matches()) {
      sent.put("etag", tag);
    }
  }

  private static void lastModified(@Nullable String date, Map<String, String> sent) {
    if (date != null) {
      try {
        sent.put("last-modified", HttpDate.format(HttpDate.parse(date)));
      } catch (DateTimeException noDate) {
        // one that clients could not read either
      }
    }
  }
}
