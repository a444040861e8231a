// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Batch;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Interaction.Transaction;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the parts of an HTTP request to its parsed form. A function: the same in, the same out. */
final class RestParser {

  private static final String NO_BUNDLE = "The body must be a Bundle of type batch or transaction.";

  /** What an operation is asked with that is sent nothing. */
  private static final String NO_PARAMETERS = "{\"resourceType\":\"Parameters\"}";

  /** A request line. */
  record Line(String method, @Nullable String path, @Nullable String query) {

    /** {@code HEAD} asks what {@code GET} does, for its answer's head (RFC 9110, 9.3.2). */
    private String asked() {
      return method.equals("HEAD") ? "GET" : method;
    }
  }

  private RestParser() {}

  /** All but the body. A bundle counts as a batch until it has been read. */
  static RestRequest head(Line line, MultiMap headers) {
    return head(line, headers, false);
  }

  /**
   * The same.
   *
   * @param alone whether an answer may be something else than a resource
   */
  static RestRequest head(Line line, MultiMap headers, boolean alone) {
    RequestTarget target = RequestTarget.parse(line.path());
    Query query = QueryParser.parse(line.query(), Query.LONGEST);
    Interaction found =
        Routes.find(line.asked(), target.segments(), Representation.without(query), headers);
    HeaderRules.check(found.kind(), headers);
    Interaction interaction = alone ? RawContent.of(found, query, headers) : found;
    boolean raw = interaction instanceof Content;
    return new RestRequest(
        target.practice(),
        interaction,
        raw ? Representation.PLAIN : Representation.of(query, headers),
        Preferences.of(interaction, headers),
        raw ? Conditions.NONE : Conditions.of(interaction.kind(), headers),
        null,
        Map.of());
  }

  /** The same with its body. */
  static RestRequest whole(RestRequest head, Buffer body, MultiMap headers) {
    Payload payload = Payload.of(head.interaction());
    payload.requireNothing(headers, body);
    return switch (payload) {
      case FORM -> withForm(head, body, headers);
      case RESOURCE ->
          head.with(resource(head.interaction(), body, headers))
              .with(head.interaction() instanceof Batch ? bundle(body) : head.interaction());
      case PATCH -> head.with(body);
      default -> head;
    };
  }

  /** What the body stands for. */
  private static Buffer resource(Interaction interaction, Buffer body, MultiMap headers) {
    if (RawBinary.is(interaction, headers)) {
      return RawBinary.resource(interaction, body, headers);
    }
    return interaction instanceof Operation && body.length() == 0
        ? Buffer.buffer(NO_PARAMETERS)
        : body;
  }

  /**
   * Parameters of the URL and of the form are one query (http://hl7.org/fhir/R4/http.html#search);
   * it goes on in one place.
   */
  private static RestRequest withForm(RestRequest head, Buffer body, MultiMap headers) {
    Query all =
        head.representation()
            .query()
            .and(head.interaction().query())
            .and(QueryParser.parse(form(body), QueryParser.LONGEST_FORM));
    Query query = Representation.without(all);
    Interaction interaction =
        head.interaction() instanceof CompartmentSearch search
            ? new CompartmentSearch(
                search.compartment(), search.owner(), search.type(), query, search.posted())
            : new Search(head.interaction().type(), query, true);
    Representation wanted = Representation.of(all, headers);
    boolean said =
        all.parameters().stream().anyMatch(p -> p.name().equals("_format") && !p.value().isEmpty());
    return head.with(interaction)
        // one in the URL holds for the form as well
        .with(said ? wanted : wanted.in(head.representation().format()));
  }

  /** Byte for byte: what is no ASCII has to be escaped in it. */
  static String form(Buffer body) {
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  private static Interaction bundle(Buffer body) {
    @Nullable String type = null;
    try {
      JsonReader parser = JsonReader.open(body.getBytes());
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("type") && value == JsonToken.VALUE_STRING) {
          type = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException notJson) {
      throw unfit("body-malformed", JsonReader.told(notJson, NO_BUNDLE));
    }
    if ("batch".equals(type)) {
      return new Batch();
    } else if ("transaction".equals(type)) {
      return new Transaction();
    }
    throw unfit("body-type", NO_BUNDLE);
  }

  private static RuntimeException unfit(String reason, String diagnostics) {
    return new Refusal.BadExchange(400, reason, diagnostics).refused();
  }
}
