// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Preconditions of a request (http://hl7.org/fhir/R4/http.html#concurrency), as far as they have a
 * meaning for it: versions for what changes, validators for what reads.
 *
 * @param ifMatch a version id
 * @param ifNoneMatch version ids, or {@code *} alone
 * @param remembered whether the client says by them what it was told before; else they are of what
 *     the gateway has just looked at
 */
public record Conditions(
    @Nullable String ifMatch,
    List<String> ifNoneMatch,
    @Nullable Instant ifModifiedSince,
    boolean remembered) {

  public static final Conditions NONE = ofVersion(null);

  /** FHIR's entity tags are weak and hold a version id; strong ones are accepted as HAPI does. */
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([A-Za-z0-9.-]{1,64})\"");

  /** That the resource is at a version that the gateway has looked at; null for no condition. */
  public static Conditions ofVersion(@Nullable String version) {
    return new Conditions(version, List.of(), null, false);
  }

  static Conditions of(InteractionKind kind, MultiMap headers) {
    return switch (kind) {
      case READ, VREAD ->
          ofRead(
              tags(headers, HttpHeaders.IF_NONE_MATCH),
              date(headers.get(HttpHeaders.IF_MODIFIED_SINCE)));
      case UPDATE, CONDITIONAL_UPDATE, PATCH, CONDITIONAL_PATCH, DELETE, CONDITIONAL_DELETE ->
          ofChange(headers);
      default -> NONE;
    };
  }

  private static Conditions ofRead(List<String> tags, @Nullable Instant date) {
    return tags.isEmpty() && date == null ? NONE : new Conditions(null, tags, date, true);
  }

  private static Conditions ofChange(MultiMap headers) {
    // "Only if there is none": nothing here could hold that against a host that does not know it
    if (headers.contains(HttpHeaders.IF_NONE_MATCH) || headers.contains("If-Unmodified-Since")) {
      throw malformed("Changes take If-Match and no other precondition.");
    }
    List<String> tags = tags(headers, HttpHeaders.IF_MATCH);
    if (tags.isEmpty()) {
      return NONE;
    } else if (tags.size() > 1 || tags.get(0).equals("*")) {
      throw malformed("If-Match must name one version.");
    }
    return new Conditions(tags.get(0), List.of(), null, true);
  }

  private static List<String> tags(MultiMap headers, CharSequence name) {
    List<String> tags = new ArrayList<>();
    for (String value : headers.getAll(name)) {
      for (String tag : value.split(",", -1)) {
        Matcher matcher = TAG.matcher(tag.strip());
        if (matcher.matches()) {
          tags.add(matcher.group(1));
        } else if (tag.strip().equals("*")) {
          tags.add("*");
        } else {
          throw malformed(name + " must hold versions as W/\"id\".");
        }
      }
    }
    if (tags.size() > 1 && tags.contains("*")) {
      throw malformed(name + " must hold versions, or * alone.");
    }
    return List.copyOf(tags);
  }

  /** RFC 9110, 13.1.3: one that is no date is ignored. */
  private static @Nullable Instant date(@Nullable String value) {
    try {
      return value == null ? null : HttpDate.parse(value);
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (ifMatch != null) {
      headers.put("If-Match", tag(ifMatch));
    }
    if (!ifNoneMatch.isEmpty()) {
      headers.put(
          "If-None-Match", String.join(", ", ifNoneMatch.stream().map(Conditions::tag).toList()));
    }
    if (ifModifiedSince != null) {
      headers.put("If-Modified-Since", HttpDate.format(ifModifiedSince));
    }
    return headers;
  }

  private static String tag(String version) {
    return version.equals("*") ? version : "W/\"" + version + "\"";
  }

  private static RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, "condition-malformed", diagnostics).refused();
  }
}
