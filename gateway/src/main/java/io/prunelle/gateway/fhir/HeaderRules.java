// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Headers that change what a request means. Others are not refused, they are not forwarded; nor is
 * an upgrade, which a server is free to ignore (RFC 9110, 7.8) and some clients always offer.
 */
final class HeaderRules {

  private static final List<String> CHANGE_THE_MEANING =
      List.of("if-none-exist", "x-http-method-override", "x-http-method", "x-method-override");

  private static final Set<String> JSON =
      Set.of("application/fhir+json", "application/json", "application/*", "*/*");

  private HeaderRules() {}

  static void check(MultiMap headers) {
    if (CHANGE_THE_MEANING.stream().anyMatch(headers::contains)) {
      throw RequestParser.notSupported();
    }
    List<String> accept = headers.getAll(HttpHeaders.ACCEPT);
    if (!accept.isEmpty() && accept.stream().noneMatch(HeaderRules::acceptsJson)) {
      throw new Refusal.BadExchange(406, "accept-not-json", "Only JSON is offered.").refused();
    }
  }

  static void checkBody(MultiMap headers) {
    boolean plain =
        "identity".equals(headers.get(HttpHeaders.CONTENT_ENCODING))
            || !headers.contains(HttpHeaders.CONTENT_ENCODING);
    if (!plain || !isJson(headers.get(HttpHeaders.CONTENT_TYPE))) {
      throw new Refusal.BadExchange(
              415, "body-not-json", "The body must be application/fhir+json in UTF-8.")
          .refused();
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).replace("\"", "").split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return Set.of("application/fhir+json", "application/json").contains(parts[0].strip());
  }

  private static boolean acceptsJson(String accept) {
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      int parameters = range.indexOf(';');
      if (JSON.contains((parameters < 0 ? range : range.substring(0, parameters)).strip())) {
        return true;
      }
    }
    return false;
  }
}
