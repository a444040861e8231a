// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that came in the body of an operation
 * (http://hl7.org/fhir/R4/operations.html#request).
 */
final class OperationInput {

  /** No operation that is served has half as many, and each costs more than its bytes. */
  private static final int MOST = 200;

  private static final String NO_PARAMETERS =
      "The body must be Parameters of the operation's, each with one value.";

  /**
   * One of them.
   *
   * @param element {@code valueUri}, {@code valueCoding}, … or {@code resource}
   * @param text of a primitive; null for anything else
   * @param json the value as it stands in the body
   */
  record Input(String name, String element, @Nullable String text, Buffer json) {
    boolean isResource() {
      return element.equals("resource");
    }
  }

  private OperationInput() {}

  /** All of them; throws the refusal when the body is no Parameters, or nests others in one. */
  static List<Input> of(Buffer body) {
    List<Input> inputs = new ArrayList<>();
    @Nullable String type = null;
    try {
      JsonReader parser = JsonReader.open(body.getBytes());
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("resourceType")) {
          type = parser.getText();
        } else if (name.equals("parameter") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            require(inputs.size() < MOST);
            inputs.add(input(parser, body));
          }
        } else {
          parser.skipChildren();
        }
      }
      require(parser.nextToken() == null);
    } catch (IOException notJson) {
      throw malformed(JsonReader.told(notJson, NO_PARAMETERS));
    }
    if (!"Parameters".equals(type)) {
      throw malformed();
    }
    return List.copyOf(inputs);
  }

  /** The same, where all are primitives: as they would stand in a URL. */
  static Query query(Buffer body) {
    List<Parameter> parameters = new ArrayList<>();
    long length = 0;
    for (Input input : of(body)) {
      String text = input.text();
      if (text == null) {
        throw malformed();
      }
      length += input.name().length() + (long) text.length();
      if (length > Query.LONGEST) {
        throw tooLong();
      }
      parameters.add(new Parameter(input.name(), text));
    }
    return new Query(List.copyOf(parameters));
  }

  /** Parameters written anew. */
  static Buffer written(List<Input> inputs) {
    Buffer out = Buffer.buffer("{\"resourceType\":\"Parameters\",\"parameter\":[");
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      out.appendString(i == 0 ? "{\"name\":\"" : ",{\"name\":\"")
          .appendString(input.name())
          .appendString("\",\"")
          .appendString(input.element())
          .appendString("\":")
          .appendBuffer(input.json())
          .appendString("}");
    }
    return out.appendString("]}");
  }

  private static Input input(JsonReader parser, Buffer body) throws IOException {
    @Nullable String name = null;
    @Nullable String element = null;
    @Nullable String text = null;
    Buffer json = Buffer.buffer();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      if (member.equals("name") && value == JsonToken.VALUE_STRING) {
        name = parser.getText();
      } else {
        require(element == null && member.matches("value[A-Z][A-Za-z]{1,30}|resource"));
        element = member;
        text = value.isScalarValue() ? parser.getText() : null;
        json = value(parser, value, body);
      }
    }
    require(name != null && name.matches("[A-Za-z_][A-Za-z-]{0,63}") && element != null);
    return new Input(String.valueOf(name), String.valueOf(element), text, json);
  }

  private static Buffer value(JsonReader parser, JsonToken value, Buffer body) throws IOException {
    if (value == JsonToken.START_OBJECT) {
      return parser.cut();
    }
    require(value.isScalarValue() && value != JsonToken.VALUE_NULL);
    return body.getBuffer(parser.from(), parser.to());
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("no parameters");
    }
  }

  /** For the URL that a host will be asked with. */
  static RuntimeException tooLong() {
    return new Refusal.BadExchange(
            413, "body-too-long", "The parameters are longer than they could be in a URL.")
        .refused();
  }

  static RuntimeException malformed() {
    return malformed(NO_PARAMETERS);
  }

  private static RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, "body-malformed", diagnostics).refused();
  }
}
