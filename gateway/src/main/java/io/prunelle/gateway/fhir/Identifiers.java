// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What a practice knows a patient by. Conditions of others are met by it, so a patient who gave
 * themselves somebody else's would be taken for them.
 */
final class Identifiers {

  private static final String ELEMENT = "identifier";

  private Identifiers() {}

  /**
   * Throws the refusal when a patient's change would be one of these too.
   *
   * @param update of a Patient, with the body that is to be stored
   */
  static void requireKept(Before stored, RestRequest update, Writer writer) {
    // Who may not read would find out by guesses, which change nothing if they are right
    if (writer.isPatient()
        && !(writer.reads()
            && in(stored.resource(), stored.base())
                .equals(in(Objects.requireNonNull(update.body()), stored.base())))) {
      throw new Refusal.NotSupported(
              "identifiers-changed",
              "Identifiers are the practice's to change. Leave them as they are; who may not read"
                  + " the Patient cannot.")
          .refused();
    }
  }

  /** As they would be read: whom the host has assigned one is shown, and written, as relative. */
  private static Optional<Object> in(Buffer patient, String base) {
    try {
      byte[] json = Addresses.relative(patient, base).getBytes();
      JsonReader reader = JsonReader.open(json);
      reader.nextToken();
      while (reader.nextToken() == JsonToken.FIELD_NAME) {
        String name = reader.currentName();
        reader.nextToken();
        int from = reader.from();
        reader.skipChildren();
        if (name.equals(ELEMENT)) {
          return Optional.of(
              Json.decodeValue(Buffer.buffer(Arrays.copyOfRange(json, from, reader.to()))));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      throw new Refusal.BadExchange(400, "body-malformed", "The body is not a JSON resource.")
          .refused();
    }
  }
}
