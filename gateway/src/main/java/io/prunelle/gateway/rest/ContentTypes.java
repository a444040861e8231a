// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a body claims to be. One claim, in UTF-8. */
final class ContentTypes {

  static final String JSON = "application/fhir+json;charset=utf-8";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Map<String, Format> RESOURCES =
      Map.of(
          "application/fhir+json", Format.JSON,
          "application/json", Format.JSON,
          "application/fhir+xml", Format.XML,
          "application/xml", Format.XML,
          "text/xml", Format.XML);
  private static final Map<String, PatchFormat> PATCHES =
      Map.of(
          "application/json-patch+json", PatchFormat.JSON_PATCH,
          "application/xml-patch+xml", PatchFormat.XML_PATCH,
          "application/fhir+json", PatchFormat.FHIRPATH_PATCH,
          "application/fhir+xml", PatchFormat.FHIRPATH_PATCH);

  private ContentTypes() {}

  /** The format of a resource, or of the Parameters that are a FHIRPath Patch. */
  static Format resource(MultiMap headers) {
    Format format = RESOURCES.get(mediaType(headers));
    if (format == null) {
      throw noResource();
    }
    return format;
  }

  static RuntimeException noResource() {
    return unsupported(
        "body-no-resource",
        "The body must be application/fhir+json or application/fhir+xml in UTF-8.");
  }

  /**
   * Whether no body is announced (RFC 9112, 6.3), nor a type: what is not there is of none. Over
   * HTTP/2 one may come all the same.
   */
  static boolean ofNothing(MultiMap headers) {
    return !headers.contains(HttpHeaders.CONTENT_TYPE)
        && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && "0".equals(Objects.requireNonNullElse(headers.get(HttpHeaders.CONTENT_LENGTH), "0"));
  }

  static void requireForm(MultiMap headers) {
    if (!ofNothing(headers) && !FORM.equals(mediaType(headers))) {
      throw noForm();
    }
  }

  static RuntimeException noForm() {
    return unsupported("body-not-form", "The body must be " + FORM + " in UTF-8.");
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
    return types.size() == 1 ? mediaType(types.get(0)) : "";
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).replace("\"", "").split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if ((parameter.startsWith("charset=") && !parameter.equals("charset=utf-8"))
          || (parameter.startsWith("fhirversion=") && !parameter.equals("fhirversion=4.0"))) {
        return "";
      }
    }
    return parts[0].strip();
  }

  /** Whether the body is compressed (RFC 9110, 8.4); throws the refusal when it is otherwise. */
  static boolean compressed(MultiMap headers) {
    List<String> codings = headers.getAll(HttpHeaders.CONTENT_ENCODING);
    if (codings.isEmpty()) {
      return false;
    }
    String coding = codings.size() == 1 ? codings.get(0).strip().toLowerCase(Locale.ROOT) : "";
    return switch (coding) {
      case "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> throw new Refusal.UnknownCoding("body-coding").refused();
    };
  }

  private static RuntimeException unsupported(String reason, String diagnostics) {
    return new Refusal.BadExchange(415, reason, diagnostics).refused();
  }
}
