// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Binary sent as what it holds (http://hl7.org/fhir/R4/binary.html#rest), made the resource that
 * it stands for: so there is one way to tell whose it is, and one that hosts have to know.
 */
final class RawBinary {

  private static final String SECURITY_CONTEXT = "X-Security-Context";

  /** With these it is the resource itself, or should have been. */
  private static final Set<String> RESOURCES =
      Set.of(
          "application/fhir+json",
          "application/json",
          "text/json",
          "application/fhir+xml",
          "application/xml",
          "text/xml",
          ContentTypes.FORM);

  /** RFC 9110, 8.3.1. Bounded: each repetition of a group takes from the thread's stack. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "(?<type>[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,100})"
              + "( *; *[\\w!#$&^.+-]{1,40}=([\\w!#$&^.+-]{1,80}|\"[^\"\\\\\\p{Cntrl}]{0,80}\")){0,8}");

  private RawBinary() {}

  /** Whether the body is what a Binary holds, and not a resource. */
  static boolean is(Interaction interaction, MultiMap headers) {
    boolean whole =
        switch (interaction.kind()) {
          case CREATE, CONDITIONAL_CREATE, UPDATE -> true;
          default -> false;
        };
    return whole && "Binary".equals(interaction.type()) && mediaType(headers) != null;
  }

  static Buffer resource(Interaction interaction, Buffer body, MultiMap headers) {
    JsonObject binary = new JsonObject().put("resourceType", "Binary");
    if (interaction.id() != null) {
      binary.put("id", interaction.id());
    }
    binary.put("contentType", mediaType(headers));
    List<String> contexts = headers.getAll(SECURITY_CONTEXT);
    if (contexts.size() != 1) {
      throw new Refusal.BadExchange(
              400,
              "security-context",
              "The header " + SECURITY_CONTEXT + " must say, once, whose the content is.")
          .refused();
    }
    return binary
        .put("securityContext", new JsonObject().put("reference", contexts.get(0)))
        // FHIR's base64Binary, which is not the alphabet of Vert.x
        .put("data", Base64.getEncoder().encodeToString(body.getBytes()))
        .toBuffer();
  }

  /** Null when it is none, or one of a resource. */
  private static @Nullable String mediaType(MultiMap headers) {
    List<String> types = headers.getAll(HttpHeaders.CONTENT_TYPE);
    if (types.size() != 1) {
      return null;
    }
    Matcher matcher = MEDIA_TYPE.matcher(types.get(0));
    return matcher.matches() && !RESOURCES.contains(matcher.group("type").toLowerCase(Locale.ROOT))
        ? types.get(0)
        : null;
  }
}
