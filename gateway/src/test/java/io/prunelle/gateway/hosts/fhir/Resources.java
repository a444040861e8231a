// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Resources for tests, from JSON as a host would give it. */
public final class Resources {

  private Resources() {}

  public static ResourceKey key(String reference) {
    return ResourceKey.ofReference(reference).orElseThrow();
  }

  public static Resource of(String json) {
    return Page.single(Buffer.buffer(json.replace('\'', '"')));
  }

  /** A resource whose only content is what it refers to. */
  public static Resource referring(String key, String... targets) {
    JsonObject json =
        new JsonObject().put("resourceType", key(key).type()).put("id", key(key).id());
    for (int i = 0; i < targets.length; i++) {
      json.put("link" + i, new JsonObject().put("reference", targets[i]));
    }
    return of(json.encode());
  }

  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> tree(String json) {
    try {
      return (Map<String, @Nullable Object>)
          Objects.requireNonNull(ExactJson.read(Buffer.buffer(json.replace('\'', '"'))));
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
