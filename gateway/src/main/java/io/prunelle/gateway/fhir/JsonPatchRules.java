// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * JSON Patch (RFC 6902), applied here rather than by the host: what a patch makes of a resource
 * cannot be told from the patch. Bounded, for each {@code copy} may double what there is.
 */
final class JsonPatchRules {

  static final int MOST_OPERATIONS = 200;
  private static final int LONGEST_PATCH = 256 * 1024;
  private static final long LONGEST_RESULT = 4L * 1024 * 1024;

  private JsonPatchRules() {}

  /** The resource as the patch makes it; throws the refusal. */
  static byte[] applied(byte[] patch, byte[] stored) {
    JsonArray operations = operations(patch);
    long copies = operations.stream().filter(JsonPatchRules::isCopy).count();
    if (copies > 8 || ((long) stored.length << copies) + patch.length > LONGEST_RESULT) {
      throw tooLong();
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(stored))) {
      JsonObject resource = reader.readObject();
      return Json.createPatch(operations)
          .apply(resource)
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonException | ClassCastException | IllegalArgumentException notApplicable) {
      throw new Refusal.BadExchange(
              422,
              "patch-not-applicable",
              "The patch does not apply to the resource as it is: a path that is not there, or a"
                  + " test that does not hold.")
          .refused();
    }
  }

  private static JsonArray operations(byte[] patch) {
    if (patch.length > LONGEST_PATCH) {
      throw tooLong();
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(patch))) {
      JsonArray operations = reader.readArray();
      boolean objects =
          operations.stream().allMatch(each -> each.getValueType() == JsonValue.ValueType.OBJECT);
      if (operations.isEmpty() || !objects) {
        throw malformed();
      } else if (operations.size() > MOST_OPERATIONS) {
        throw tooLong();
      }
      return operations;
    } catch (JsonException | IllegalArgumentException notJson) {
      throw malformed();
    }
  }

  private static boolean isCopy(JsonValue operation) {
    JsonValue name = operation.asJsonObject().get("op");
    return name != null && name.toString().equals("\"copy\"");
  }

  private static RuntimeException malformed() {
    return new Refusal.BadExchange(400, "body-malformed", "The body is not a JSON Patch.")
        .refused();
  }

  private static RuntimeException tooLong() {
    return new Refusal.BadExchange(
            413,
            "body-too-long",
            "A patch may have "
                + MOST_OPERATIONS
                + " operations and 256 KiB, and make a resource of 4 MiB.")
        .refused();
  }
}
