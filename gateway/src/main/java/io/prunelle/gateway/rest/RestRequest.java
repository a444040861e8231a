// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.rest.Interaction.ConditionalCreate;
import io.prunelle.gateway.rest.Interaction.ConditionalPatch;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a request says, parsed. Nothing else of it is used from here on.
 *
 * @param practice in the path
 * @param body as the client sent it, where it has a meaning; a form's parameters are in the query
 * @param siblings what other entries of the same transaction are called until it is over: {@code
 *     urn:uuid:…}, and what it stands for, as {@code Type/id} or {@code Type/} alone
 */
public record RestRequest(
    String practice,
    Interaction interaction,
    Representation representation,
    Preferences preferences,
    Conditions conditions,
    @Nullable Buffer body,
    Map<String, String> siblings) {

  public RestRequest with(Interaction other) {
    return new RestRequest(
        practice, other, representation, preferences, conditions, body, siblings);
  }

  public RestRequest with(Representation other) {
    return new RestRequest(practice, interaction, other, preferences, conditions, body, siblings);
  }

  /** The same with another body. */
  public RestRequest with(Buffer received) {
    return new RestRequest(
        practice, interaction, representation, preferences, conditions, received, siblings);
  }

  /** The same on other conditions. */
  public RestRequest with(Conditions other) {
    return new RestRequest(
        practice, interaction, representation, preferences, other, body, siblings);
  }

  /** The same within a transaction. */
  public RestRequest beside(Map<String, String> others) {
    return new RestRequest(
        practice, interaction, representation, preferences, conditions, body, others);
  }

  /** Of its body, in bytes. */
  public int length() {
    return body == null ? 0 : body.length();
  }

  /** Path and query: also of what is sent by POST. */
  public String target() {
    return interaction.path() + query();
  }

  /** The same as a link has it, which is followed by GET: what is searched by a form, without. */
  public String link() {
    return interaction.path().replaceFirst("/_search$", "") + query();
  }

  private String query() {
    String query = interaction.query().and(representation.query()).encoded();
    return query.isEmpty() ? "" : "?" + query;
  }

  /** The request written anew. */
  public Upstream upstream() {
    Map<String, String> headers = new LinkedHashMap<>(conditions.headers());
    if (interaction instanceof Content content) {
      headers.putAll(RawContent.headers(content));
    }
    Payload payload = Payload.of(interaction);
    preferences.header(interaction).ifPresent(value -> headers.put("Prefer", value));
    if (interaction instanceof ConditionalCreate create) {
      headers.put(IfNoneExist.NAME, create.unless().encoded());
    }
    if (payload == Payload.FORM) {
      headers.put("Content-Type", ContentTypes.FORM);
      String form = interaction.query().and(representation.query()).encoded();
      return new Upstream(
          interaction.method(),
          interaction.path(),
          headers,
          Buffer.buffer(form.getBytes(StandardCharsets.US_ASCII)));
    } else if (payload != Payload.NONE) {
      headers.put("Content-Type", contentType());
    }
    return new Upstream(
        interaction.method(), target(), headers, payload == Payload.NONE ? null : body);
  }

  private String contentType() {
    if (interaction instanceof Patch patch) {
      return patch.format().mediaType();
    } else if (interaction instanceof ConditionalPatch patch) {
      return patch.format().mediaType();
    }
    return ContentTypes.JSON;
  }
}
