// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The JSON documents beside this class; <code>${key}</code> stands for a value of this demo. */
final class Templates {

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> values;

  /**
   * The documents with these values.
   *
   * @param values must not hold anything that JSON would want escaped
   */
  Templates(Map<String, String> values) {
    this.values = values;
  }

  JsonNode read(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name + ".json")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      return json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
