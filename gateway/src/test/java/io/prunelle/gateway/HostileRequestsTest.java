// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Each request is made twice: of hosts on which there is something that its caller may not see, and
 * of hosts on which there is not. Whatever is asked, the answers are the same.
 */
final class HostileRequestsTest {

  private static final Pattern PATIENT =
      Pattern.compile(
          "(?:^|&)(?:patient|subject|member|_id|beneficiary|actor)=(?:Patient/)?(\\w+)");

  /** Further ones that hosts have linked to. */
  private static final Map<String, Supplier<Reply>> PAGES = new ConcurrentHashMap<>();

  private static final Pattern INCLUDE =
      Pattern.compile("_(rev)?include(:iterate)?=([A-Za-z]+):([a-z-]+)(?::([A-Za-z]+))?");

  private static final Pattern HAS = Pattern.compile("_has:[^=]*=([^&]*)");

  /** Parameters that are not called as the elements are that they look at. */
  private static final Map<String, String> ELEMENTS =
      Map.of(
          "patient", "subject",
          "item", "entry",
          "general-practitioner", "generalPractitioner",
          "organization", "managingOrganization",
          "service-provider", "serviceProvider",
          "actor", "participant");

  /** What hosts make of an include: all there is, or what it leads to, whoever's that is. */
  private enum Bringing {
    ALL,
    FOLLOWED
  }

  private static final Bringing[] ONCE = {Bringing.ALL};

  private static volatile Bringing brings = Bringing.ALL;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "hostile-requests.csv", delimiter = '|', quoteCharacter = '`')
  void anAnswerIsTheSameWhetherThereIsSomethingHiddenOrNot(
      String who, String method, String path, String body) {
    String token = token(who);
    List<JsonObject> open = open();
    for (Bringing bringing : path.contains("include") ? Bringing.values() : ONCE) {
      brings = bringing;
      same(open, who, token, method, path, body);
    }
  }

  private static void same(
      List<JsonObject> open, String who, String token, String method, String path, String body) {
    List<JsonObject> all =
        who.equals("twofold") ? interleaved(open, hidden(who)) : joined(hidden(who), open);

    List<String> without = answers(open, token, method, path, body);
    List<String> with = answers(all, token, method, path, body);

    assertThat(with).isEqualTo(without);
    assertThat(with.toString()).doesNotContain("Secret");
  }

  private static List<JsonObject> joined(List<JsonObject> first, List<JsonObject> then) {
    List<JsonObject> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  /** One behind each, so that every page of a host's has some of both. */
  private static List<JsonObject> interleaved(List<JsonObject> open, List<JsonObject> hidden) {
    List<JsonObject> all = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      all.add(open.get(i));
      if (i < hidden.size()) {
        all.add(hidden.get(i));
      }
    }
    return all;
  }

  /** Of all pages. */
  private static List<String> answers(
      List<JsonObject> resources, String token, String method, String path, String body) {
    PAGES.clear();
    gateway.premises.reset();
    gateway.cloud.reset();
    gateway.cloud.answers(request -> answer(request, List.of(), gateway.cloud.url()));
    gateway.premises.answers(request -> answer(request, resources, gateway.premises.url()));
    boolean form = path.endsWith("_search");
    Answer answer =
        gateway.send(
            method,
            URI.create(gateway.fhir() + path),
            token,
            body == null ? null : body.replace('\'', '"'),
            form
                ? new String[] {"Content-Type", "application/x-www-form-urlencoded"}
                : new String[0]);
    List<String> answers = new ArrayList<>();
    answers.add(normal(answer));
    Matcher next = Pattern.compile("[^\"]*_page=[A-Za-z0-9_-]+").matcher(answer.body());
    while (next.find() && answers.size() < 10) {
      answer = gateway.send("GET", URI.create(next.group()), token, null);
      answers.add(normal(answer));
      next = Pattern.compile("[^\"]*_page=[A-Za-z0-9_-]+").matcher(answer.body());
    }
    return answers;
  }

  private static String normal(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.keySet().removeAll(List.of("x-request-id", "date", "content-length"));
    return answer.status()
        + " "
        + headers
        + " "
        + answer.body().replaceAll("_page=([A-Za-z0-9_-]+)", "_page=");
  }

  private static String token(String who) {
    return switch (who) {
      case "patient" -> gateway.realm.patient("p1");
      case "guardian" ->
          gateway.realm.token(
              gateway
                  .realm
                  .patientClaims("mother")
                  .put(
                      "guardian_of",
                      new JsonObject()
                          .put(
                              "p1",
                              new JsonObject()
                                  .put("practices", new JsonArray().add(TestRealm.PRACTICE)))));
      case "stranger" ->
          gateway.realm.token(
              gateway
                  .realm
                  .practitionerClaims()
                  .put("organization", new JsonArray().add("cabinet-des-roses")));
      case "employee" ->
          gateway.realm.token(
              gateway
                  .realm
                  .practitionerClaims()
                  .put("realm_access", roles("auditor", "consent-officer")));
      case "service" ->
          gateway.realm.token(
              gateway
                  .realm
                  .practitionerClaims()
                  .put("preferred_username", "service-account-machine")
                  .put("client_id", "machine")
                  .put("azp", "machine")
                  .put("scope", "system/Observation.rs user/*.cruds patient/*.cruds"));
      case "staff and patient" ->
          gateway.realm.token(
              gateway
                  .realm
                  .patientClaims("p1")
                  .put("realm_access", roles("patient", "practitioner"))
                  .put("staff_of", new JsonArray().add(TestRealm.PRACTICE))
                  .put("scope", "openid patient/*.cruds user/*.cruds"));
      // which no host can be asked for in one question
      case "twofold" ->
          gateway.realm.token(
              gateway
                  .realm
                  .patientClaims("p1")
                  .put(
                      "scope",
                      "openid patient/Observation.rs?category=laboratory"
                          + " patient/Observation.rs?_tag=x&status=amended"
                          + " patient/Practitioner.rs"));
      default ->
          gateway.realm.token(
              gateway
                  .realm
                  .patientClaims("p1")
                  .put(
                      "scope",
                      "openid patient/Observation.rs?category=laboratory patient/Practitioner.rs"));
    };
  }

  private static JsonObject roles(String... roles) {
    return new JsonObject().put("roles", new JsonArray(List.of(roles)));
  }

  /** What everybody here may see whose it is. */
  private static List<JsonObject> open() {
    return List.of(
        resource("Patient", "p1", "'generalPractitioner':[" + to("Practitioner/d1") + "]"),
        of(
            "Observation",
            "o1",
            "p1",
            LABORATORY
                + ",'performer':["
                + to("Patient/p2")
                + "],'encounter':"
                + to("Encounter/h2")),
        of(
            "Observation",
            "o3",
            "p1",
            LABORATORY
                + ",'performer':["
                + to("Practitioner/d1")
                + ","
                + to("Practitioner/d2")
                + "]"),
        of("Observation", "o4", "p1", LABORATORY + ",'performer':[" + to("Organization/g1") + "]"),
        resource(
            "Provenance",
            "o6",
            "'target':["
                + to("Patient/p1")
                + ","
                + to("Observation/o4")
                + ",{'reference':'Observation/h1','display':'Secret'}]"),
        resource("Practitioner", "d1", "'active':true"),
        resource("Practitioner", "d2", "'active':true"),
        resource("Practitioner", "d3", "'active':true"),
        resource("Organization", "g1", "'active':true"),
        resource("Schedule", "s1", "'actor':[" + to("Practitioner/d1") + "]"),
        resource("Slot", "t1", "'schedule':" + to("Schedule/s1")));
  }

  private static final String LABORATORY =
      "'category':[{'coding':[{'code':'laboratory','system':'x'}]}]";

  /** What the caller may not see, all of it with a secret. */
  private static List<JsonObject> hidden(String who) {
    if (who.equals("twofold")) {
      return List.of(
          of("Observation", "h1", "p1", "'status':'final'"),
          of("Observation", "h2", "p1", "'performer':[" + to("Practitioner/d2") + "]"),
          of("Observation", "h3", "p1", "'performer':[" + to("Practitioner/d1") + "]"),
          of("Condition", "h4", "p1", "'code':{'text':'Secret'}"));
    }
    if (who.equals("staff and patient")) {
      // For its patient, without the URL
      return List.of(
          of("CarePlan", "h1", "p1", "'instantiatesUri':['https://elsewhere/fhir/Patient/p2']"));
    }
    return who.equals("app") || who.equals("service")
        ? List.of(
                of("Observation", "h1", who.equals("app") ? "p1" : "x", "'status':'final'"),
                of("Condition", "h2", "p1", "'code':{'text':'Secret'}"),
                resource("Provenance", "h3", "'target':[" + to("Condition/h2") + "]"),
                of("Encounter", "h4", "p1", "'status':'finished'"))
            .stream()
            .filter(each -> who.equals("app") || !each.getString("id").equals("h1"))
            .toList()
        : List.of(
            resource("Patient", "p2", "'generalPractitioner':[" + to("Practitioner/d2") + "]"),
            of("Observation", "h1", "p2", LABORATORY),
            of("Encounter", "h2", "p2", "'serviceProvider':" + to("Organization/g1")),
            of("Condition", "h3", "p2", "'code':{'text':'Secret'}"),
            of("List", "h4", "p2", "'entry':[{'item':" + to("Observation/o1") + "}]"),
            resource("Provenance", "h5", "'target':[" + to("Observation/h1") + "]"),
            resource(
                "Provenance",
                "h6",
                "'target':[" + to("Observation/o1") + "," + to("Observation/h1") + "]"),
            both("Account", "h7", "'subject':[%s,%s]"),
            both("Appointment", "h8", "'participant':[{'actor':%s},{'actor':%s}]"),
            both("Group", "h9", "'member':[{'entity':%s},{'entity':%s}]"),
            both("Person", "h10", "'link':[{'target':%s},{'target':%s}]"),
            both("Contract", "h11", "'subject':[%s,%s]"),
            resource("Binary", "h12", "'securityContext':" + to("Patient/p2")),
            of("DocumentReference", "h13", "p2", "'content':[{'attachment':{'url':'Binary/h12'}}]"),
            resource("RelatedPerson", "h14", "'patient':" + to("Patient/p2")),
            resource("Schedule", "h15", "'actor':[" + to("RelatedPerson/h14") + "]"),
            resource("Slot", "h16", "'schedule':" + to("Schedule/h15")),
            resource(
                "Practitioner", "h17", "'extension':[{'valueReference':" + to("Patient/p2") + "}]"),
            resource(
                "Location",
                "h18",
                "'type':[{'coding':[{'code':'PTRES'}]}],'managingOrganization':"
                    + to("Organization/g1")),
            of("Composition", "h19", "p2", "'title':'Secret'"),
            resource("Device", "h20", "'patient':" + to("Patient/p2")),
            resource("Observation", "o5", "'subject':" + to("Patient/p2")));
  }

  private static String to(String reference) {
    return "{'reference':'" + reference + "'}";
  }

  private static JsonObject both(String type, String id, String named) {
    return resource(
        type, id, String.format(Locale.ROOT, named, to("Patient/p1"), to("Patient/p2")));
  }

  private static JsonObject of(String type, String id, String patient, String members) {
    return resource(type, id, "'subject':" + to("Patient/" + patient) + "," + members);
  }

  private static JsonObject resource(String type, String id, String members) {
    JsonObject resource = new JsonObject(("{" + members + "}").replace('\'', '"'));
    boolean secret = id.startsWith("h") || id.equals("p2") || id.equals("o5");
    return resource
        .put("resourceType", type)
        .put("id", id)
        .put("meta", new JsonObject().put("versionId", "7"))
        .put("language", secret ? "Secret" : "fr");
  }

  /**
   * A host that knows nothing of who may see what: searches by patient, {@linkplain Bringing brings
   * along} with an include, and takes whatever it is sent.
   */
  private static Reply answer(Arrived request, List<JsonObject> all, URI base) {
    String target = request.uri().substring("/fhir".length());
    if (PAGES.containsKey(target)) {
      return PAGES.get(target).get();
    }
    String query =
        decoded(target.contains("?") ? target.substring(target.indexOf('?') + 1) : "")
            + (request.method().equals("POST") ? "&" + decoded(request.body().toString()) : "");
    String[] path = target.replaceFirst("\\?.*", "").split("/", -1);
    String type = path.length > 1 ? path[1] : "";
    String last = path[path.length - 1];
    if (request.method().equals("PUT")) {
      return Reply.json(200, request.body().toJsonObject());
    } else if (request.method().equals("DELETE")) {
      return Reply.json(204, new JsonObject());
    } else if (request.method().equals("POST") && path.length == 2 && !last.startsWith("_")) {
      return Reply.json(201, request.body().toJsonObject().put("id", "new"))
          .with("Location", base + "/" + type + "/new/_history/1");
    } else if (last.startsWith("$") && !last.equals("$lastn")) {
      // a home is brought to whom it is of
      List<JsonObject> brought =
          all.stream().filter(each -> !each.getString("id").equals("h18")).toList();
      return page(brought, none -> List.of(), query, base, "searchset");
    } else if (last.equals("_history")) {
      return page(versions(type, path, all), none -> List.of(), query, base, "history");
    } else if (path.length >= 3 && !last.startsWith("_") && !last.startsWith("$")) {
      return all.stream()
          .filter(each -> each.getString("resourceType").equals(type))
          .filter(each -> each.getString("id").equals(path[2]))
          .findFirst()
          .map(found -> Reply.json(200, found).with("ETag", "W/\"7\""))
          .orElseGet(() -> Reply.json(404, new JsonObject()));
    }
    Matcher patient = PATIENT.matcher(query);
    String named = patient.find() ? patient.group(1) : "";
    List<JsonObject> matches =
        all.stream()
            .filter(each -> type.isEmpty() || each.getString("resourceType").equals(type))
            .filter(each -> !query.contains("category=lab") || each.encode().contains("laboratory"))
            .filter(each -> has(query, all))
            .filter(
                each ->
                    named.isEmpty()
                        || each.getString("id").equals(named)
                        || each.encode().contains("Patient/" + named + "\""))
            .toList();
    Function<List<JsonObject>, List<JsonObject>> brought =
        brings == Bringing.FOLLOWED
            ? found -> followed(query, found, all)
            : found ->
                query.contains("include")
                    ? all.stream().filter(each -> !matches.contains(each)).toList()
                    : List.of();
    return page(matches, brought, query, base, "searchset");
  }

  /** Whether there is anything, whoever's, that says what is to be there. */
  private static boolean has(String query, List<JsonObject> all) {
    Matcher has = HAS.matcher(query);
    return !has.find()
        || all.stream().anyMatch(each -> each.encode().contains('"' + has.group(1) + '"'));
  }

  private static List<JsonObject> followed(
      String query, List<JsonObject> found, List<JsonObject> all) {
    List<JsonObject> leading = new ArrayList<>(found);
    for (int i = 0; i < leading.size(); i++) {
      Matcher include = INCLUDE.matcher(query);
      while (include.find()) {
        for (JsonObject each : all) {
          if ((i < found.size() || include.group(2) != null)
              && !leading.contains(each)
              && leads(include, leading.get(i), each)) {
            leading.add(each);
          }
        }
      }
    }
    return leading.subList(found.size(), leading.size());
  }

  private static boolean leads(Matcher include, JsonObject by, JsonObject to) {
    boolean reverse = include.group(1) != null;
    JsonObject source = reverse ? to : by;
    JsonObject target = reverse ? by : to;
    String element = ELEMENTS.getOrDefault(include.group(4), include.group(4));
    String type = target.getString("resourceType");
    return source.getString("resourceType").equals(include.group(3))
        && (include.group(5) == null || include.group(5).equals(type))
        && String.valueOf(source.getValue(element))
            .contains("\"" + type + "/" + target.getString("id") + "\"");
  }

  private static List<JsonObject> versions(String type, String[] path, List<JsonObject> all) {
    boolean ofOne = path.length == 4;
    List<JsonObject> versions = new ArrayList<>();
    for (JsonObject each : all) {
      boolean asked =
          type.startsWith("_")
              || (each.getString("resourceType").equals(type)
                  && (!ofOne || each.getString("id").equals(path[2])));
      // what it was before it was mended
      if (ofOne
          && asked
          && !type.equals("Patient")
          && all.stream().anyMatch(other -> other.encode().contains("Secret"))) {
        versions.add(of(type, path[2], "p2", "'note':[{'text':'Secret'}]"));
      }
      if (asked) {
        versions.add(each);
      }
    }
    return versions;
  }

  private static String decoded(String query) {
    return URLDecoder.decode(query, StandardCharsets.UTF_8);
  }

  /** As many as asked for, or three. */
  private static Reply page(
      List<JsonObject> matches,
      Function<List<JsonObject>, List<JsonObject>> brought,
      String query,
      URI base,
      String type) {
    Matcher count = Pattern.compile("_count=(\\d+)").matcher(query);
    int size = count.find() ? Integer.parseInt(count.group(1)) : 3;
    return page(matches, brought, size, 0, base, type);
  }

  private static Reply page(
      List<JsonObject> matches,
      Function<List<JsonObject>, List<JsonObject>> brought,
      int size,
      int from,
      URI base,
      String type) {
    int to = Math.min(matches.size(), from + size);
    JsonArray entries = new JsonArray();
    matches.subList(from, to).forEach(each -> entries.add(entry(each, "match", type, base)));
    brought
        .apply(matches.subList(from, to))
        .forEach(each -> entries.add(entry(each, "include", type, base)));
    JsonObject bundle =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", type)
            .put("total", matches.size())
            .put("entry", entries);
    if (size > 0 && to < matches.size()) {
      String name = "?page=" + PAGES.size();
      PAGES.put(name, () -> page(matches, brought, size, to, base, type));
      bundle.put(
          "link",
          new JsonArray().add(new JsonObject().put("relation", "next").put("url", base + name)));
    }
    return Reply.json(200, bundle);
  }

  private static JsonObject entry(JsonObject resource, String mode, String type, URI base) {
    String key = resource.getString("resourceType") + "/" + resource.getString("id");
    JsonObject entry = new JsonObject().put("fullUrl", base + "/" + key).put("resource", resource);
    return type.equals("history")
        ? entry
            .put("request", new JsonObject().put("method", "PUT").put("url", key))
            .put("response", new JsonObject().put("status", "200"))
        : entry.put("search", new JsonObject().put("mode", mode));
  }
}
