// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.RunningGateway.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Bundles of requests as clients write them, and of answers as they read them. */
final class Bundles {

  private Bundles() {}

  static JsonObject of(String type, JsonObject... entries) {
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", type)
        .put("entry", new JsonArray(List.of(entries)));
  }

  static JsonObject get(String url) {
    return request("GET", url, null);
  }

  static JsonObject request(String method, String url, @Nullable JsonObject resource) {
    JsonObject entry =
        new JsonObject().put("request", new JsonObject().put("method", method).put("url", url));
    return resource == null ? entry : entry.put("resource", resource);
  }

  static List<String> statuses(Answer answer) {
    return IntStream.range(0, answer.json().getJsonArray("entry").size())
        .mapToObj(i -> entry(answer, i).getJsonObject("response").getString("status"))
        .toList();
  }

  static JsonObject entry(Answer answer, int index) {
    return answer.json().getJsonArray("entry").getJsonObject(index);
  }
}
