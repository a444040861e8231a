// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON Patch (RFC 6902). Bounded, for each {@code copy} may double what there is. */
final class JsonPatch {

  private static final Pattern ELEMENT = Pattern.compile("/(?<name>[a-z][A-Za-z]{0,63})");

  private JsonPatch() {}

  /** The resource as the patch makes it; throws the refusal. */
  static byte[] applied(byte[] patch, byte[] stored) {
    JsonArray operations = operations(patch);
    long copies = operations.stream().filter(JsonPatch::isCopy).count();
    if (copies > 8 || ((long) stored.length << copies) + patch.length > Patches.LONGEST_RESULT) {
      throw Patches.tooLong();
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(stored))) {
      JsonObject resource = reader.readObject();
      return Json.createPatch(operations)
          .apply(resource)
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException notApplicable) {
      // Of whatever kind: a number too long to be compared is an unsupported operation there
      throw Patches.inapplicable(
          "The patch does not apply to the resource as it is: a path that is not there, or a"
              + " test that does not hold.");
    }
  }

  private static JsonArray operations(byte[] patch) {
    JsonArray operations = array(patch);
    boolean complete = operations.stream().allMatch(JsonPatch::isComplete);
    if (operations.isEmpty() || !complete) {
      throw Patches.malformed(
          "The body is not a JSON Patch: a list of operations, each with all its members"
              + " (RFC 6902).");
    } else if (operations.size() > Patches.MOST_OPERATIONS) {
      throw Patches.tooLong();
    }
    return operations;
  }

  private static JsonArray array(byte[] patch) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(patch))) {
      return reader.readArray();
    } catch (RuntimeException notJson) {
      // Of whatever kind: that it is nested too deep has none of its own
      throw Patches.malformed("The body is not a JSON Patch.");
    }
  }

  /** What is missing would be met as a null when the operation is carried out. */
  private static boolean isComplete(JsonValue each) {
    if (!(each instanceof JsonObject operation)
        || !(operation.get("op") instanceof JsonString)
        || !(operation.get("path") instanceof JsonString)) {
      return false;
    }
    return switch (name(operation)) {
      case "add", "replace", "test" -> operation.containsKey("value");
      case "move", "copy" -> operation.get("from") instanceof JsonString;
      default -> true;
    };
  }

  static boolean looks(byte[] patch) {
    return operations(patch).stream()
        .anyMatch(one -> !Set.of("add", "remove", "replace").contains(name(one)));
  }

  /**
   * The elements of a resource that a patch puts in place, whatever is there.
   *
   * @return empty when it may do anything else
   */
  static Optional<Map<String, String>> putInPlace(byte[] patch) {
    Map<String, String> elements = new LinkedHashMap<>();
    for (JsonValue one : operations(patch)) {
      JsonObject operation = one.asJsonObject();
      Matcher path = ELEMENT.matcher(operation.getString("path"));
      if (!name(operation).equals("add") || !path.matches()) {
        return Optional.empty();
      }
      elements.put(path.group("name"), String.valueOf(operation.get("value")));
    }
    return Optional.of(elements);
  }

  private static boolean isCopy(JsonValue operation) {
    return name(operation).equals("copy");
  }

  private static String name(JsonValue operation) {
    return operation.asJsonObject().get("op") instanceof JsonString name ? name.getString() : "";
  }
}
