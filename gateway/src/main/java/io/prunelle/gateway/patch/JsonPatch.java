// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** JSON Patch (RFC 6902). Bounded, for each {@code copy} may double what there is. */
final class JsonPatch {

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
    } catch (JsonException | ClassCastException | IllegalArgumentException notApplicable) {
      throw Patches.inapplicable(
          "The patch does not apply to the resource as it is: a path that is not there, or a"
              + " test that does not hold.");
    }
  }

  private static JsonArray operations(byte[] patch) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(patch))) {
      JsonArray operations = reader.readArray();
      boolean objects =
          operations.stream().allMatch(each -> each.getValueType() == JsonValue.ValueType.OBJECT);
      if (operations.isEmpty() || !objects) {
        throw Patches.malformed("The body is not a JSON Patch.");
      } else if (operations.size() > Patches.MOST_OPERATIONS) {
        throw Patches.tooLong();
      }
      return operations;
    } catch (JsonException | IllegalArgumentException notJson) {
      throw Patches.malformed("The body is not a JSON Patch.");
    }
  }

  static boolean looks(byte[] patch) {
    return operations(patch).stream()
        .anyMatch(one -> !Set.of("add", "remove", "replace").contains(name(one)));
  }

  private static boolean isCopy(JsonValue operation) {
    return name(operation).equals("copy");
  }

  private static String name(JsonValue operation) {
    return operation.asJsonObject().get("op") instanceof JsonString name ? name.getString() : "";
  }
}
