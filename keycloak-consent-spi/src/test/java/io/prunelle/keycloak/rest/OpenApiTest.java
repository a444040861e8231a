// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The document that is served says what the resources do. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private final Object document = load();

  @Test
  void everyPathAndMethodOfTheResourcesIsDescribedAndWhatIsDescribedExists() {
    Map<String, Set<String>> known = new TreeMap<>();
    known.putAll(below("/realms/{realm}/consent/", ConsentResource.class));
    known.putAll(below("/admin/realms/{realm}/consent/", ConsentAdminResource.class));

    Map<String, Set<String>> described = new TreeMap<>();
    map(at(document, "paths"))
        .forEach(
            (path, item) -> {
              Set<String> methods = new TreeSet<>();
              map(item).keySet().stream()
                  .filter(METHODS::contains)
                  .forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
              described.put(path, methods);
            });
    assertThat(described).isEqualTo(known);
  }

  @Test
  void everyReferenceLeadsSomewhereAndNothingIsDescribedForNobody() {
    Set<String> references = new TreeSet<>();
    collect(document, references);

    for (String reference : references) {
      assertThat(at(document, reference.substring(2).split("/"))).as(reference).isNotNull();
    }
    for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
      for (String name : map(at(document, "components", kind)).keySet()) {
        assertThat(references).contains("#/components/" + kind + "/" + name);
      }
    }
  }

  @Test
  void theValuesAreThoseOfTheProgram() {
    assertThat(values("Problem", "properties", "type", "enum"))
        .isEqualTo(Arrays.stream(ProblemType.values()).map(ProblemType::urn).toList());
    assertThat(values("Decision", "enum")).isEqualTo(names(Decision.values()));
    assertThat(values("LegalBasis", "enum")).isEqualTo(names(LegalBasis.values()));
    assertThat(values("HostingStatus", "enum")).isEqualTo(names(HostingStatus.values()));
    assertThat(values("Entry", "properties", "channel", "enum")).isEqualTo(names(Channel.values()));
    assertThat(values("Entry", "properties", "by", "properties", "role", "enum"))
        .isEqualTo(names(Author.Role.values()));
    assertThat(values("Me", "properties", "hostings", "items", "properties", "state", "enum"))
        .isEqualTo(names(State.values()));
  }

  @Test
  void theJsonSaysWhatTheYamlSays() {
    assertThat(
            new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(ApiDocument.asJson()))
        .isEqualTo(document);
  }

  @Test
  void eachPathVariableIsAParameter() {
    map(at(document, "paths"))
        .forEach(
            (path, item) -> {
              List<String> names = new ArrayList<>();
              for (Object parameter : (List<?>) at(item, "parameters")) {
                Object reference = map(parameter).get("$ref");
                Object resolved =
                    reference == null
                        ? parameter
                        : at(document, reference.toString().substring(2).split("/"));
                names.add(String.valueOf(at(resolved, "name")));
              }
              assertThat(names).as(path).allMatch(name -> path.contains("{" + name + "}"));
              assertThat(path.chars().filter(c -> c == '{').count()).isEqualTo(names.size());
            });
  }

  private static Map<String, Set<String>> below(String root, Class<?> resource) {
    Map<String, Set<String>> absolute = new TreeMap<>();
    Routes.of(resource).methods().forEach((path, known) -> absolute.put(root + path, known));
    return absolute;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  private Object values(String schema, String... path) {
    return at(at(document, "components", "schemas", schema), path);
  }

  private static Object at(Object from, String... path) {
    Object here = from;
    for (String name : path) {
      here = Objects.requireNonNull(map(here).get(name), name);
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static void collect(Object value, Set<String> references) {
    if (value instanceof Map<?, ?> object) {
      object.forEach(
          (name, member) -> {
            if ("$ref".equals(name)) {
              references.add((String) member);
            }
            collect(member, references);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(item -> collect(item, references));
    }
  }

  private static Object load() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(ApiDocument.FILE)) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
