// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a resource is compared: names sorted, without {@code meta.versionId}, {@code
 * meta.lastUpdated} and {@code meta.source}, which each host sets for itself.
 */
final class CanonicalForm {

  private CanonicalForm() {}

  /** Throws {@link IllegalArgumentException} for JSON that is not a resource with an id. */
  static Resource of(Map<String, @Nullable Object> json) {
    if (!(json.get("resourceType") instanceof String type)
        || !(json.get("id") instanceof String id)
        || ResourceKey.ofReference(type + "/" + id).isEmpty()) {
      throw new IllegalArgumentException("not a resource with an id");
    }
    Map<String, @Nullable Object> carried = withoutStamps(json);
    Map<String, @Nullable Object> compared = withoutSource(carried);
    Set<ResourceKey> references = new LinkedHashSet<>();
    references(carried, references);
    ResourceKey key = new ResourceKey(type, id);
    references.remove(key);
    Buffer body = ExactJson.write(carried);
    return new Resource(
        key,
        version(json),
        body,
        Digest.sha256((compared.equals(carried) ? body : ExactJson.write(compared)).getBytes()),
        Set.copyOf(references));
  }

  private static String version(Map<String, @Nullable Object> json) {
    return json.get("meta") instanceof Map<?, ?> meta && meta.get("versionId") instanceof String v
        ? v
        : "";
  }

  private static Map<String, @Nullable Object> withoutStamps(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> meta = meta(json);
    meta.remove("versionId");
    meta.remove("lastUpdated");
    // HAPI shows the id of the request that wrote a version as a fragment of the source
    if (meta.get("source") instanceof String source && source.startsWith("#")) {
      meta.remove("source");
    }
    return with(json, meta);
  }

  private static Map<String, @Nullable Object> withoutSource(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> meta = meta(json);
    meta.remove("source");
    return with(json, meta);
  }

  private static Map<String, @Nullable Object> meta(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> copy = new TreeMap<>();
    if (json.get("meta") instanceof Map<?, ?> meta) {
      meta.forEach((name, value) -> copy.put((String) name, value));
    }
    return copy;
  }

  private static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> json, Map<String, @Nullable Object> meta) {
    Map<String, @Nullable Object> copy = new TreeMap<>(json);
    if (meta.isEmpty()) {
      copy.remove("meta");
    } else {
      copy.put("meta", meta);
    }
    return copy;
  }

  /** References, and attachments kept as a {@code Binary} behind a relative address. */
  private static void references(@Nullable Object value, Set<ResourceKey> found) {
    if (value instanceof Map<?, ?> members) {
      members.forEach(
          (name, member) -> {
            if (member instanceof String text && (name.equals("reference") || name.equals("url"))) {
              ResourceKey.ofReference(text).ifPresent(found::add);
            } else {
              references(member, found);
            }
          });
    } else if (value instanceof List<?> items) {
      items.forEach(item -> references(item, found));
    }
  }
}
