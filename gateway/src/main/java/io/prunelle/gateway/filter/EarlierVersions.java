// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.fhir.FhirResource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a mover takes along of a record's past. That there is any tells that the record has moved,
 * and where it was; so it is there for the patient and who acts for them, and for nobody else.
 */
final class EarlierVersions {

  static final Set<String> TYPES = Set.of("DocumentReference", "Binary");

  /** What their ids begin with, in whatever part of them a host answers. */
  private static final String ID = "earlier-versions-";

  /** Of archives that were made before their ids told: made from a name. */
  private static final Pattern NAMED =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private static final String TITLE = "Versions antérieures / Earlier versions";
  private static final Set<String> FILES =
      Set.of("application/x-ndjson", "application/fhir+ndjson");

  private EarlierVersions() {}

  /** Whether who has the grant is not to see a resource because it is one of these. */
  static boolean keptFrom(Grant grant, FhirResource resource, byte[] json, int from, int to) {
    return !grant.ownAlone() && isOne(resource.type(), resource.id(), json, from, to);
  }

  /** The same of a document that is one resource. */
  static boolean keptFrom(Grant grant, String type, Buffer resource) {
    if (grant.ownAlone() || !TYPES.contains(type)) {
      return false;
    }
    JsonObject json = resource.toJsonObject();
    return isOne(type, json.getString("id"), () -> json);
  }

  /**
   * Whether it is one.
   *
   * @param from where the resource begins in the document
   * @param to behind its end
   */
  static boolean isOne(@Nullable String type, @Nullable String id, byte[] json, int from, int to) {
    return TYPES.contains(String.valueOf(type))
        && isOne(
            String.valueOf(type),
            id,
            () -> new JsonObject(Buffer.buffer(Arrays.copyOfRange(json, from, to))));
  }

  private static boolean isOne(String type, @Nullable String id, Supplier<JsonObject> resource) {
    return id != null
        && (id.startsWith(ID) || (NAMED.matcher(id).matches() && saysSo(type, resource.get())));
  }

  private static boolean saysSo(String type, JsonObject resource) {
    return type.equals("Binary")
        ? FILES.contains(resource.getString("contentType", ""))
        : TITLE.equals(resource.getJsonObject("type", new JsonObject()).getString("text"));
  }
}
