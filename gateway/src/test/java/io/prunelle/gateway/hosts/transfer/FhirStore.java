// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.fhir.Resources.key;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.Resources;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host as FHIR R4 describes it, in memory: searches in pages, transactions that keep references
 * whole, everything about a patient, versions and what happened, expunge; or as much of it as R4
 * asks of every server. Tests make it misbehave.
 */
public final class FhirStore {

  /** What a host can do. */
  public enum Kind {
    /** All there is. */
    FULL,
    /** Reads, searches, updates and deletions of single resources. */
    PLAIN
  }

  private static final int CONFLICT = 409;

  private static final Map<String, List<String>> SEARCHES =
      Map.ofEntries(
          Map.entry("Patient", List.of("identifier", "link")),
          Map.entry("Bundle", List.of("composition", "message")),
          Map.entry("Organization", List.of()),
          Map.entry("Practitioner", List.of()),
          Map.entry("Location", List.of()),
          Map.entry("Encounter", List.of("patient", "subject", "location")),
          Map.entry("Condition", List.of("patient", "subject")),
          Map.entry("Observation", List.of("patient", "subject", "performer")),
          Map.entry("DocumentReference", List.of("subject", "location")),
          Map.entry("Group", List.of("member")),
          Map.entry("MedicationAdministration", List.of("patient", "subject")),
          Map.entry("Device", List.of("patient")),
          Map.entry("DeviceMetric", List.of("source")),
          Map.entry("EnrollmentResponse", List.of("request")),
          Map.entry("Linkage", List.of("item", "source")),
          Map.entry("PaymentNotice", List.of("request", "response")),
          Map.entry("Task", List.of("patient", "subject", "focus", "based-on", "part-of")),
          Map.entry("VerificationResult", List.of("target")),
          Map.entry("MessageHeader", List.of("focus")),
          Map.entry("List", List.of("patient", "subject", "item")),
          Map.entry("AuditEvent", List.of("patient", "entity")),
          Map.entry("Provenance", List.of("target")));

  /** One version; null for a deletion. */
  private record Version(ResourceKey key, int number, Instant at, @Nullable JsonObject resource) {}

  private final RecordingHost host;
  private final Kind kind;
  private Map<ResourceKey, JsonObject> resources = new TreeMap<>();
  private final Map<ResourceKey, Set<ResourceKey>> references = new HashMap<>();
  private List<Version> versions = new ArrayList<>();
  private final Map<ResourceKey, Version> latest = new HashMap<>();
  private volatile boolean counting = true;

  /** Whether what is searched now is kept for further pages. */
  private boolean kept = true;

  private volatile boolean totalling = true;
  private volatile Function<Arrived, Optional<Reply>> instead = request -> Optional.empty();
  private volatile Function<JsonObject, Optional<JsonObject>> storing = Optional::of;
  private volatile UnaryOperator<Reply> answering = UnaryOperator.identity();
  private volatile Predicate<ResourceKey> hidden = key -> false;
  private volatile Consumer<Arrived> arriving = request -> {};
  private volatile Duration ahead = Duration.ZERO;
  private volatile Duration behind = Duration.ZERO;
  private @Nullable Map<ResourceKey, Version> searched;

  public FhirStore(RecordingHost host, Kind kind) {
    this.host = host;
    this.kind = kind;
    host.answers(
        request -> {
          arriving.accept(request);
          return answer(request);
        });
  }

  /** Lets a test answer, wait or fail in the host's place. Runs on a worker. */
  public void instead(Function<Arrived, Optional<Reply>> other) {
    instead = other;
  }

  /** Says when a resource was written, and not in which version it is. */
  void withoutVersions() {
    counting = false;
  }

  /** Does not say how many versions there are on all pages of what has happened. */
  void withoutTotals() {
    totalling = false;
  }

  /** What becomes of a resource that is written: kept as it is, altered, or lost. */
  void storing(Function<JsonObject, Optional<JsonObject>> other) {
    storing = other;
  }

  /** What becomes of an answer once what was asked for has been done. */
  void answering(UnaryOperator<Reply> other) {
    answering = other;
  }

  /** By how much the clock of who passes its answers on is ahead of its own. */
  void dated(Duration late) {
    ahead = late;
  }

  /** By how much its own clock is behind from now on. */
  void setBack(Duration by) {
    behind = by;
  }

  /** Whether searches find what there is now, whatever is written or deleted from here on. */
  synchronized void searchesStandStill(boolean stand) {
    searched = stand ? new HashMap<>(latest) : null;
  }

  /** What it does not count as a part of everything about a patient. */
  void hides(Predicate<ResourceKey> some) {
    hidden = some;
  }

  /** Told of each request that is sent, of a batch once. */
  public void arriving(Consumer<Arrived> other) {
    arriving = other;
  }

  void behave() {
    answering = UnaryOperator.identity();
    instead = request -> Optional.empty();
    storing = Optional::of;
  }

  public synchronized void put(JsonObject resource) {
    JsonObject kept = resource.copy();
    kept.remove("meta");
    ResourceKey key = key(kept.getString("resourceType") + "/" + kept.getString("id"));
    if (!kept.equals(resources.put(key, kept))) {
      references.put(key, Resources.of(kept.encode()).references());
      add(new Version(key, number(key) + 1, Instant.now().minus(behind), kept));
    }
  }

  /** As somebody who may would. */
  synchronized void delete(String reference) {
    remove(key(reference));
  }

  private void remove(ResourceKey key) {
    if (resources.remove(key) != null) {
      add(new Version(key, number(key) + 1, Instant.now().minus(behind), null));
    }
  }

  private void add(Version version) {
    versions.add(version);
    latest.put(version.key(), version);
  }

  /** Without a trace. */
  synchronized void lose(String reference) {
    ResourceKey key = key(reference);
    resources.remove(key);
    latest.remove(key);
    versions.removeIf(version -> version.key().equals(key));
  }

  /** Shows one version of a resource no more. */
  synchronized void forgets(String reference, int number) {
    ResourceKey key = key(reference);
    versions.removeIf(version -> version.key().equals(key) && version.number() == number);
  }

  /** As one that has come up again without the last write to it that it had acknowledged. */
  synchronized void losesLastWrite(String reference) {
    ResourceKey key = key(reference);
    versions.remove(latest.remove(key));
    resources.remove(key);
    versions.stream()
        .filter(version -> version.key().equals(key))
        .reduce((before, after) -> after)
        .ifPresent(this::shows);
  }

  private void shows(Version version) {
    latest.put(version.key(), version);
    JsonObject resource = version.resource();
    if (resource != null) {
      resources.put(version.key(), resource);
      references.put(version.key(), Resources.of(resource.encode()).references());
    }
  }

  /** The content, without what the host stamps on it. */
  public synchronized Map<String, JsonObject> content() {
    return resources.entrySet().stream()
        .collect(
            Collectors.toMap(
                each -> each.getKey().toString(), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /** Ids of which the host still keeps versions, deleted or not. */
  synchronized Set<String> remembered() {
    return versions.stream().map(version -> version.key().toString()).collect(Collectors.toSet());
  }

  private int number(ResourceKey key) {
    Version version = latest.get(key);
    return version == null ? 0 : version.number();
  }

  private Reply answer(Arrived request) {
    Reply reply =
        instead
            .apply(request)
            .orElseGet(
                () ->
                    kind == Kind.FULL && isBatch(request)
                        ? batch(request)
                        : answering.apply(behaving(request)));
    return kind == Kind.FULL
        ? reply.with(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(ahead).atOffset(ZoneOffset.UTC)))
        : reply;
  }

  /** As HAPI does, which has no further page of what it was told not to keep, and counts none. */
  private synchronized Reply behaving(Arrived request) {
    String[] target = request.uri().substring("/fhir".length()).split("\\?", 2);
    String[] path = target[0].isEmpty() ? new String[0] : target[0].substring(1).split("/");
    Map<String, String> query = query(target.length > 1 ? target[1] : "");
    kept = !request.headers().contains("Cache-Control", "no-cache, no-store", true);
    return switch (request.method()) {
      case "POST" -> post(path, request);
      case "PUT" -> {
        storing.apply(request.body().toJsonObject()).ifPresent(this::put);
        yield Reply.json(200, new JsonObject());
      }
      case "DELETE" -> {
        remove(key(path[0] + "/" + path[1]));
        yield Reply.json(204, new JsonObject());
      }
      default -> get(path, query);
    };
  }

  private Reply post(String[] path, Arrived request) {
    if (kind == Kind.PLAIN) {
      return Reply.json(405, new JsonObject());
    }
    return path.length == 0 ? transaction(request.body().toJsonObject()) : expunge(path);
  }

  private Reply get(String[] path, Map<String, String> query) {
    if (path[0].equals("metadata")) {
      return Reply.json(200, statement());
    }
    if (path[0].equals("_history") && kind == Kind.FULL) {
      return history(query);
    }
    if (path.length == 3 && path[2].equals("_history") && kind == Kind.FULL) {
      return history(key(path[0] + "/" + path[1]), query);
    }
    if (path.length == 4 && path[2].equals("_history") && kind == Kind.FULL) {
      return version(key(path[0] + "/" + path[1]), path[3]);
    }
    if (path.length == 3) {
      return kind == Kind.FULL ? everything(path[1], query) : Reply.json(404, new JsonObject());
    }
    return path.length == 2 ? read(key(path[0] + "/" + path[1])) : search(path[0], query);
  }

  private static Map<String, String> query(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, TreeMap::new));
  }

  /** What it says of itself. */
  public JsonObject statement() {
    JsonArray types =
        new JsonArray()
            .add(new JsonObject().put("type", "Binary").put("interaction", interactions()));
    SEARCHES.forEach(
        (type, parameters) -> {
          JsonObject resource =
              new JsonObject()
                  .put("type", type)
                  .put("interaction", interactions())
                  .put("searchParam", codes("name", parameters.toArray(String[]::new)));
          if (kind == Kind.FULL) {
            resource.put("operation", operations(type));
          }
          types.add(resource);
        });
    JsonObject rest = new JsonObject().put("mode", "server").put("resource", types);
    if (kind == Kind.FULL) {
      rest.put("interaction", codes("code", "transaction", "history-system"));
    }
    return new JsonObject()
        .put("resourceType", "CapabilityStatement")
        .put("rest", new JsonArray().add(rest));
  }

  /** The same of one that does not tell what has happened on all of it. */
  Optional<Reply> withoutHistory(Arrived request) {
    JsonObject statement = statement();
    statement
        .getJsonArray("rest")
        .getJsonObject(0)
        .put("interaction", codes("code", "transaction"));
    return request.uri().equals("/fhir/metadata")
        ? Optional.of(Reply.json(200, statement))
        : Optional.empty();
  }

  /** The same of one that deletes, and keeps what it has deleted. */
  Optional<Reply> withoutExpunge(Arrived request) {
    JsonObject statement = statement();
    for (Object type : statement.getJsonArray("rest").getJsonObject(0).getJsonArray("resource")) {
      JsonObject resource = (JsonObject) type;
      resource.remove("operation");
      if (resource.getString("type").equals("Patient")) {
        resource.put("operation", codes("name", "everything"));
      }
    }
    return request.uri().equals("/fhir/metadata")
        ? Optional.of(Reply.json(200, statement))
        : Optional.empty();
  }

  private static JsonArray operations(String type) {
    return type.equals("Patient")
        ? codes("name", "everything", "expunge")
        : codes("name", "expunge");
  }

  private JsonArray interactions() {
    return kind == Kind.FULL
        ? codes("code", "read", "update", "search-type", "history-instance")
        : codes("code", "read", "update", "search-type");
  }

  private static JsonArray codes(String name, String... codes) {
    JsonArray array = new JsonArray();
    for (String code : codes) {
      array.add(new JsonObject().put(name, code));
    }
    return array;
  }

  private Reply read(ResourceKey key) {
    if (!resources.containsKey(key)) {
      return Reply.json(number(key) > 0 ? 410 : 404, new JsonObject());
    }
    return Reply.json(200, stamped(Objects.requireNonNull(latest.get(key))));
  }

  private Reply search(String type, Map<String, String> query) {
    List<ResourceKey> found =
        candidates(type, query).filter(key -> matches(key, query)).sorted().toList();
    if ("count".equals(query.get("_summary"))) {
      return Reply.json(200, bundle(new JsonArray(), found.size(), null));
    }
    return page(type, found, query);
  }

  private Stream<ResourceKey> candidates(String type, Map<String, String> query) {
    return query.containsKey("_id")
        ? Arrays.stream(query.get("_id").split(",", -1))
            .map(id -> new ResourceKey(type, id))
            .filter(key -> found(key) != null)
        : known().keySet().stream().filter(key -> key.type().equals(type) && found(key) != null);
  }

  private Map<ResourceKey, Version> known() {
    return searched == null ? latest : searched;
  }

  /** What searches find; null for what they do not. */
  private @Nullable JsonObject found(ResourceKey key) {
    Version version = known().get(key);
    return version == null ? null : version.resource();
  }

  private Set<ResourceKey> foundReferences(ResourceKey key) {
    return searched == null
        ? references.get(key)
        : Resources.of(Objects.requireNonNull(found(key)).encode()).references();
  }

  private boolean matches(ResourceKey key, Map<String, String> query) {
    return query.entrySet().stream()
        .allMatch(
            term ->
                switch (term.getKey()) {
                  case "_id" -> List.of(term.getValue().split(",", -1)).contains(key.id());
                  case "_count", "_offset", "_summary" -> true;
                  default ->
                      SEARCHES.get(key.type()).contains(term.getKey())
                          && SearchedHost.matches(
                              Map.of(term.getKey(), term.getValue()),
                              Objects.requireNonNull(found(key)),
                              foundReferences(key));
                });
  }

  private Reply everything(String patient, Map<String, String> query) {
    ResourceKey subject = ResourceKey.patient(patient);
    if (!resources.containsKey(subject)) {
      return Reply.json(number(subject) > 0 ? 410 : 404, new JsonObject());
    }
    List<ResourceKey> all = new ArrayList<>(List.of(subject));
    known().keySet().stream()
        .filter(FhirStore::refers)
        .filter(key -> found(key) != null && foundReferences(key).contains(subject))
        .sorted()
        .forEach(all::add);
    all.removeIf(hidden);
    return page("Patient/" + patient + "/$everything", all, query);
  }

  private Reply page(String path, List<ResourceKey> all, Map<String, String> query) {
    int from = Integer.parseInt(query.getOrDefault("_offset", "0"));
    int to = Math.min(all.size(), from + Integer.parseInt(query.getOrDefault("_count", "1000")));
    JsonArray entries = new JsonArray();
    all.subList(Math.min(from, to), to)
        .forEach(
            key ->
                entries.add(
                    new JsonObject()
                        .put("resource", stamped(Objects.requireNonNull(known().get(key))))));
    return Reply.json(
        200,
        kept
            ? bundle(entries, all.size(), to < all.size() ? next(path, query, to) : null)
            : bundle(entries, entries.size(), null));
  }

  private String next(String path, Map<String, String> query, int from) {
    Map<String, String> following = new TreeMap<>(query);
    following.put("_offset", String.valueOf(from));
    return host.url()
        + "/"
        + path
        + following.entrySet().stream()
            .map(term -> term.getKey() + "=" + term.getValue())
            .collect(Collectors.joining("&", "?", ""));
  }

  private Reply history(Map<String, String> query) {
    Instant since = Instant.parse(query.getOrDefault("_since", Instant.EPOCH.toString()));
    return history("_history", version -> !version.at().isBefore(since), query);
  }

  private Reply history(ResourceKey key, Map<String, String> query) {
    return latest.containsKey(key)
        ? history(key + "/_history", version -> version.key().equals(key), query)
        : Reply.json(404, new JsonObject());
  }

  private Reply version(ResourceKey key, String number) {
    return versions.stream()
        .filter(version -> version.key().equals(key) && version.resource() != null)
        .filter(version -> String.valueOf(version.number()).equals(number))
        .findFirst()
        .map(version -> Reply.json(200, entry(version).getJsonObject("resource")))
        .orElseGet(() -> Reply.json(404, new JsonObject()));
  }

  private Reply history(String path, Predicate<Version> meant, Map<String, String> query) {
    List<Version> all = new ArrayList<>();
    versions.stream().filter(meant).forEach(version -> all.add(0, version));
    int from = Integer.parseInt(query.getOrDefault("_offset", "0"));
    int to = Math.min(all.size(), from + Integer.parseInt(query.get("_count")));
    JsonArray entries = new JsonArray();
    all.subList(Math.min(from, to), to).forEach(version -> entries.add(entry(version)));
    JsonObject page = bundle(entries, all.size(), to < all.size() ? next(path, query, to) : null);
    if (!totalling) {
      page.remove("total");
    }
    return Reply.json(200, page);
  }

  private static JsonObject entry(Version version) {
    JsonObject resource = version.resource();
    if (resource == null) {
      String url = version.key() + "/_history/" + version.number();
      return new JsonObject()
          .put("request", new JsonObject().put("method", "DELETE").put("url", url))
          .put("response", new JsonObject().put("lastModified", version.at().toString()));
    }
    JsonObject meta =
        new JsonObject()
            .put("versionId", String.valueOf(version.number()))
            .put("lastUpdated", version.at().toString());
    return new JsonObject().put("resource", resource.copy().put("meta", meta));
  }

  /** Whether it is several requests, each of which is answered for itself. */
  public static boolean isBatch(Arrived request) {
    return request.uri().equals("/fhir") && request.body().toString().contains("\"batch\"");
  }

  /** Each as if it had come alone. */
  private Reply batch(Arrived request) {
    JsonArray entries = new JsonArray();
    for (Object item : request.body().toJsonObject().getJsonArray("entry")) {
      JsonObject asked = ((JsonObject) item).getJsonObject("request");
      Reply reply =
          answer(
              new Arrived(
                  asked.getString("method"),
                  "/fhir/" + asked.getString("url"),
                  request.headers(),
                  Buffer.buffer()));
      entries.add(
          new JsonObject()
              .put("resource", reply.body().toJsonObject())
              .put("response", new JsonObject().put("status", String.valueOf(reply.status()))));
    }
    return Reply.json(200, bundle(entries, 0, null).put("type", "batch-response"));
  }

  private Reply transaction(JsonObject bundle) {
    Map<ResourceKey, JsonObject> before = new TreeMap<>(resources);
    List<Version> versionsBefore = new ArrayList<>(versions);
    Set<ResourceKey> lacking = lacking();
    for (Object item : bundle.getJsonArray("entry")) {
      JsonObject entry = (JsonObject) item;
      JsonObject request = entry.getJsonObject("request");
      if (request.getString("method").equals("PUT")) {
        storing.apply(entry.getJsonObject("resource")).ifPresent(this::put);
      } else {
        remove(key(request.getString("url")));
      }
    }
    if (!lacking.containsAll(lacking())) {
      resources = before;
      versions = versionsBefore;
      latest.clear();
      versions.forEach(version -> latest.put(version.key(), version));
      before
          .values()
          .forEach(
              resource ->
                  references.put(
                      key(resource.getString("resourceType") + "/" + resource.getString("id")),
                      Resources.of(resource.encode()).references()));
      return Reply.json(CONFLICT, new JsonObject().put("resourceType", "OperationOutcome"));
    }
    return Reply.json(200, bundle(new JsonArray(), 0, null));
  }

  /** What is referred to and is not there. */
  private Set<ResourceKey> lacking() {
    return resources.keySet().stream()
        .filter(FhirStore::refers)
        .flatMap(key -> references.get(key).stream())
        .filter(key -> !resources.containsKey(key))
        .collect(Collectors.toSet());
  }

  /** As HAPI, which takes what is in a Bundle for its content alone. */
  private static boolean refers(ResourceKey key) {
    return !key.type().equals(ResourceKey.BUNDLE);
  }

  private Reply expunge(String[] path) {
    ResourceKey key = key(path[0] + "/" + path[1]);
    // As HAPI, which reads before it expunges
    if (!latest.containsKey(key)) {
      return Reply.json(404, new JsonObject());
    }
    if (!resources.containsKey(key)) {
      latest.remove(key);
      versions.removeIf(version -> version.key().equals(key));
    }
    return Reply.json(200, new JsonObject());
  }

  private JsonObject stamped(Version version) {
    JsonObject meta =
        new JsonObject().put("lastUpdated", version.at().toString()).put("source", "#request");
    if (counting) {
      meta.put("versionId", String.valueOf(version.number()));
    }
    return Objects.requireNonNull(version.resource()).copy().put("meta", meta);
  }

  private static JsonObject bundle(JsonArray entries, int total, @Nullable String next) {
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
