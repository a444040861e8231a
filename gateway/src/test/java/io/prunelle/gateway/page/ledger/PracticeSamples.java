// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A practice as the realm tells its officers of it. */
public final class PracticeSamples {

  private PracticeSamples() {}

  /** With its host changed. */
  public static PracticeFacts facts(Consumer<JsonObject> host) {
    JsonObject json = json();
    host.accept(json.getJsonArray("hosts").getJsonObject(0));
    return PracticeFacts.from(json);
  }

  /** As given. */
  public static PracticeFacts facts(JsonObject json) {
    return PracticeFacts.from(json);
  }

  public static JsonObject json() {
    try (InputStream file = PracticeSamples.class.getResourceAsStream("/page/practice.json")) {
      return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
