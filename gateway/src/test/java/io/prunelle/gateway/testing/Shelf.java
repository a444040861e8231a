// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How a host answers searches and histories that has these resources: with all of the type asked
 * for, whatever the criteria, some of them to a page.
 */
public final class Shelf implements Function<Arrived, Reply> {

  private final RecordingHost host;
  private final int size;
  private final List<JsonObject> resources;
  private final List<JsonObject> included = new ArrayList<>();

  private Shelf(RecordingHost host, int size, List<JsonObject> resources) {
    this.host = host;
    this.size = size;
    this.resources = resources;
  }

  /** Puts them there, two to a page. */
  public static Shelf of(RecordingHost host, JsonObject... resources) {
    Shelf shelf = new Shelf(host, 2, Arrays.asList(resources));
    host.answers(shelf);
    return shelf;
  }

  /** Brings these along with whatever is found. */
  public Shelf including(JsonObject... brought) {
    included.addAll(Arrays.asList(brought));
    return this;
  }

  @Override
  public Reply apply(Arrived request) {
    String uri = request.uri();
    if (uri.startsWith("/fhir?page=")) {
      String[] page = uri.substring("/fhir?page=".length()).split("-", -1);
      return page(page[0], Integer.parseInt(page[1]), false, "");
    }
    String path = uri.replaceFirst("\\?.*", "").substring("/fhir".length());
    String[] segments = path.split("/", -1);
    String type = segments.length < 2 || segments[1].startsWith("_") ? "*" : segments[1];
    boolean history = path.endsWith("/_history");
    boolean search = uri.contains("?") || path.endsWith("/_search");
    int offset = uri.indexOf("?_offset=");
    int number = offset < 0 ? 0 : Integer.parseInt(uri.substring(offset + 9)) / size;
    return history || search
        ? page(type, number, history, path)
        : RecordingHost.stored(request, resources);
  }

  /** Further pages of a history are where it is, as HAPI has them; those of a search are not. */
  private Reply page(String type, int number, boolean history, String path) {
    List<JsonObject> all =
        resources.stream()
            .filter(each -> type.equals("*") || type.equals(each.getString("resourceType")))
            .toList();
    List<JsonObject> page =
        all.subList(Math.min(all.size(), number * size), Math.min(all.size(), (number + 1) * size));
    JsonObject bundle = RecordingHost.searchset(page.toArray(JsonObject[]::new));
    JsonArray entries = bundle.getJsonArray("entry");
    if (history) {
      bundle.put("type", "history");
      entries.forEach(
          entry ->
              ((JsonObject) entry)
                  .put("request", new JsonObject().put("method", "PUT").put("url", "x"))
                  .put("response", new JsonObject().put("status", "200")));
    } else {
      included.forEach(
          brought ->
              entries.add(
                  new JsonObject()
                      .put("resource", brought)
                      .put("search", new JsonObject().put("mode", "include"))));
    }
    if ((number + 1) * size < all.size()) {
      String next =
          history
              ? host.url() + path + "?_offset=" + (number + 1) * size
              : host.url() + "?page=" + type + "-" + (number + 1);
      bundle.put(
          "link", new JsonArray().add(new JsonObject().put("relation", "next").put("url", next)));
    }
    return Reply.json(200, bundle.put("total", 4711));
  }
}
