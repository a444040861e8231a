// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Read;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Binary read as what it holds: "when the read request doesn't explicitly specify the FHIR
 * content types" (http://hl7.org/fhir/R4/binary.html#rest). Without any {@code Accept} it stays the
 * resource.
 */
final class RawContent {

  private static final Pattern FHIR =
      Pattern.compile("(application|text)/(fhir\\+)?(json|xml)( *;.*)?", Pattern.DOTALL);

  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,100}( *; *[\\w-]{1,40}=[\\w.+-]{1,80}){0,4}");

  private RawContent() {}

  static Interaction of(Interaction asked, Query query, MultiMap headers) {
    List<String> accept = headers.getAll(HttpHeaders.ACCEPT);
    boolean raw =
        asked instanceof Read read
            && read.type().equals("Binary")
            && !accept.isEmpty()
            && query.parameters().stream().noneMatch(one -> one.name().equals("_format"))
            && accept.stream()
                .flatMap(header -> List.of(header.toLowerCase(Locale.ROOT).split(",", -1)).stream())
                .noneMatch(range -> FHIR.matcher(range.strip()).matches());
    return raw ? new Content(((Read) asked).id(), "", "") : asked;
  }

  /**
   * What of it is to be asked for, once the resource is known.
   *
   * @param stored the Binary, with or without its data
   */
  static Content of(Content asked, String version, Buffer stored) {
    String type = "application/octet-stream";
    try {
      JsonReader parser = JsonReader.open(stored.getBytes());
      parser.nextToken();
      type = parser.strings().getOrDefault("contentType", type);
    } catch (IOException unreadable) {
      throw new Refusal.BadUpstream(502, "answer-not-attributable").refused();
    }
    if (!MEDIA_TYPE.matcher(type).matches()
        || FHIR.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
      // a host would answer with the resource
      throw new Refusal.BadExchange(
              406, "content-not-raw", "What the Binary holds can only be read as a resource.")
          .refused();
    }
    return new Content(asked.id(), version, type);
  }

  /** What a host is asked with. */
  static Map<String, String> headers(Content content) {
    return Map.of("Accept", content.contentType(), "Accept-Encoding", "identity");
  }
}
