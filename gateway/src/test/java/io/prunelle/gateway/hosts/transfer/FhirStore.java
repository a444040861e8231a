// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A host as FHIR R4 describes it, in memory: searches by id, everything about a patient in pages,
 * transactions that keep references whole, versions, expunge. Tests make it misbehave.
 */
final class FhirStore {

  private static final int CONFLICT = 409;

  private final RecordingHost host;
  private Map<ResourceKey, JsonObject> resources = new TreeMap<>();
  private final Map<ResourceKey, Integer> versions = new HashMap<>();
  private volatile Function<Arrived, Optional<Reply>> instead = request -> Optional.empty();
  private volatile Function<JsonObject, Optional<JsonObject>> storing = Optional::of;

  FhirStore(RecordingHost host) {
    this.host = host;
    host.answers(this::answer);
  }

  /** Lets a test answer, wait or fail in the host's place. Runs on a worker. */
  void instead(Function<Arrived, Optional<Reply>> other) {
    instead = other;
  }

  /** What becomes of a resource that is written: kept as it is, altered, or lost. */
  void storing(Function<JsonObject, Optional<JsonObject>> other) {
    storing = other;
  }

  void behave() {
    instead = request -> Optional.empty();
    storing = Optional::of;
  }

  synchronized void put(JsonObject resource) {
    JsonObject kept = resource.copy();
    kept.remove("meta");
    ResourceKey key = key(kept.getString("resourceType") + "/" + kept.getString("id"));
    if (!kept.equals(resources.put(key, kept))) {
      versions.merge(key, 1, Integer::sum);
    }
  }

  synchronized void lose(String reference) {
    resources.remove(key(reference));
  }

  /** The content, without what the host stamps on it. */
  synchronized Map<String, JsonObject> content() {
    return resources.entrySet().stream()
        .collect(
            Collectors.toMap(
                each -> each.getKey().toString(), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /** Ids of which the host still keeps versions, deleted or not. */
  synchronized Set<String> remembered() {
    return versions.keySet().stream().map(ResourceKey::toString).collect(Collectors.toSet());
  }

  private Reply answer(Arrived request) {
    return instead.apply(request).orElseGet(() -> behaving(request));
  }

  private synchronized Reply behaving(Arrived request) {
    String[] target = request.uri().substring("/fhir".length()).split("\\?", 2);
    String[] path = target[0].isEmpty() ? new String[0] : target[0].substring(1).split("/");
    Map<String, String> query = query(target.length > 1 ? target[1] : "");
    if (request.method().equals("POST")) {
      return path.length == 0 ? transaction(request.body().toJsonObject()) : expunge(path);
    }
    if (query.containsKey("_getpages")) {
      return everything(query.get("_getpages"), query);
    }
    if (path[0].equals("metadata")) {
      return Reply.json(200, SearchedHost.capabilities());
    }
    if (path.length == 3) {
      return everything(path[1], query);
    }
    return path.length == 2 ? read(key(path[0] + "/" + path[1])) : search(path[0], query);
  }

  private static Map<String, String> query(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private Reply read(ResourceKey key) {
    if (!resources.containsKey(key)) {
      return Reply.json(versions.containsKey(key) ? 410 : 404, new JsonObject());
    }
    return Reply.json(200, stamped(key));
  }

  private Reply search(String type, Map<String, String> query) {
    if (!query.containsKey("_id")) {
      JsonArray found = new JsonArray();
      resources.forEach(
          (key, resource) -> {
            if (key.type().equals(type) && SearchedHost.matches(query, resource)) {
              found.add(new JsonObject().put("resource", stamped(key)));
            }
          });
      return Reply.json(200, bundle(found, found.size(), null));
    }
    JsonArray entries = new JsonArray();
    for (String id : query.get("_id").split(",", -1)) {
      if (resources.containsKey(new ResourceKey(type, id))) {
        entries.add(new JsonObject().put("resource", stamped(new ResourceKey(type, id))));
      }
    }
    return Reply.json(200, bundle(entries, entries.size(), null));
  }

  private Reply everything(String patient, Map<String, String> query) {
    ResourceKey subject = ResourceKey.patient(patient);
    if (!resources.containsKey(subject)) {
      return Reply.json(versions.containsKey(subject) ? 410 : 404, new JsonObject());
    }
    List<ResourceKey> all = new ArrayList<>(List.of(subject));
    resources.forEach(
        (key, resource) -> {
          if (references(resource).contains(subject)) {
            all.add(key);
          }
        });
    int from = Integer.parseInt(query.getOrDefault("_offset", "0"));
    int count = Integer.parseInt(query.get("_count"));
    int to = Math.min(all.size(), from + count);
    JsonArray entries = new JsonArray();
    all.subList(from, to)
        .forEach(key -> entries.add(new JsonObject().put("resource", stamped(key))));
    String next =
        to < all.size()
            ? host.url() + "?_getpages=" + patient + "&_offset=" + to + "&_count=" + count
            : null;
    return Reply.json(200, bundle(entries, all.size(), next));
  }

  private Reply transaction(JsonObject bundle) {
    Map<ResourceKey, JsonObject> before = new TreeMap<>(resources);
    Map<ResourceKey, Integer> versionsBefore = new HashMap<>(versions);
    for (Object item : bundle.getJsonArray("entry")) {
      JsonObject entry = (JsonObject) item;
      JsonObject request = entry.getJsonObject("request");
      if (request.getString("method").equals("PUT")) {
        storing.apply(entry.getJsonObject("resource")).ifPresent(this::put);
      } else {
        resources.remove(key(request.getString("url")));
      }
    }
    if (!referencesHold()) {
      resources = before;
      versions.clear();
      versions.putAll(versionsBefore);
      return Reply.json(CONFLICT, new JsonObject().put("resourceType", "OperationOutcome"));
    }
    return Reply.json(200, bundle(new JsonArray(), 0, null));
  }

  private boolean referencesHold() {
    return resources.values().stream()
        .flatMap(resource -> references(resource).stream())
        .allMatch(resources::containsKey);
  }

  private Reply expunge(String[] path) {
    ResourceKey key = key(path[0] + "/" + path[1]);
    if (!resources.containsKey(key)) {
      versions.remove(key);
    }
    return Reply.json(200, new JsonObject());
  }

  private JsonObject stamped(ResourceKey key) {
    return resources
        .get(key)
        .copy()
        .put(
            "meta",
            new JsonObject()
                .put("versionId", String.valueOf(versions.get(key)))
                .put("lastUpdated", "2026-01-01T00:00:00Z")
                .put("source", "#request"));
  }

  private static Set<ResourceKey> references(JsonObject resource) {
    return Resources.of(resource.encode()).references();
  }

  private static JsonObject bundle(JsonArray entries, int total, String next) {
    JsonObject bundle =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "searchset")
            .put("total", total)
            .put("entry", entries);
    if (next != null) {
      bundle.put(
          "link", new JsonArray().add(new JsonObject().put("relation", "next").put("url", next)));
    }
    return bundle;
  }
}
