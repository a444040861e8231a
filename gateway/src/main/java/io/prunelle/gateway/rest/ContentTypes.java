// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a body claims to be. One claim, in UTF-8, not compressed. */
final class ContentTypes {

  static final String JSON = "application/fhir+json;charset=utf-8";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Set<String> RESOURCE = Set.of("application/fhir+json", "application/json");
  private static final Map<String, PatchFormat> PATCHES =
      Map.of(
          "application/json-patch+json", PatchFormat.JSON_PATCH,
          "application/xml-patch+xml", PatchFormat.XML_PATCH,
          "application/fhir+json", PatchFormat.FHIRPATH_PATCH,
          "application/fhir+xml", PatchFormat.FHIRPATH_PATCH);

  private ContentTypes() {}

  /** A resource; JSON only. */
  static void requireJson(MultiMap headers) {
    if (!RESOURCE.contains(mediaType(headers))) {
      throw unsupported("body-not-json", "The body must be application/fhir+json in UTF-8.");
    }
  }

  static void requireForm(MultiMap headers) {
    if (!FORM.equals(mediaType(headers))) {
      throw unsupported("body-not-form", "The body must be " + FORM + " in UTF-8.");
    }
  }

  static PatchFormat patch(MultiMap headers) {
    PatchFormat format = PATCHES.get(mediaType(headers));
    if (format == null) {
      throw unsupported(
          "body-not-patch",
          "The body must be a JSON Patch, an XML Patch or a FHIRPath Patch in UTF-8.");
    }
    return format;
  }

  /** Empty when there is none, or one that could be read in two ways. */
  private static String mediaType(MultiMap headers) {
    List<String> types = headers.getAll(HttpHeaders.CONTENT_TYPE);
    List<String> encodings = headers.getAll(HttpHeaders.CONTENT_ENCODING);
    boolean plain = encodings.isEmpty() || encodings.equals(List.of("identity"));
    return plain && types.size() == 1 ? mediaType(types.get(0)) : "";
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).replace("\"", "").split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return "";
      }
    }
    return parts[0].strip();
  }

  private static RuntimeException unsupported(String reason, String diagnostics) {
    return new Refusal.BadExchange(415, reason, diagnostics).refused();
  }
}
