// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself (FHIR R4, capabilitystatement.html).
 *
 * @param everything whether it gathers a patient's compartment by itself
 * @param transaction whether it takes several writes as one
 * @param batch whether it may take several requests at once: who takes transactions does as a rule,
 *     and HAPI JPA does not say so
 * @param expunge whether it removes the versions of what was deleted
 * @param history whether it tells what has happened on all of it since some time
 * @param histories types of which it tells what versions there are of one resource
 * @param parameters by which it is searched, by type
 */
public record Capabilities(
    boolean everything,
    boolean transaction,
    boolean batch,
    boolean expunge,
    boolean history,
    Set<String> histories,
    Map<String, Set<String>> parameters) {

  /** What is taken for granted of a host that says nothing. */
  public static final Capabilities UNKNOWN =
      new Capabilities(true, true, false, true, false, Set.of(), Map.of());

  /** Fails with {@link TransferFailure} for anything but a CapabilityStatement of a server. */
  static Capabilities of(Buffer json) {
    Map<String, @Nullable Object> rest = server(Page.resource(json));
    Set<String> interactions = names(rest.get("interaction"), "code");
    Set<String> operations = names(rest.get("operation"), "name");
    Set<String> ofTypes = new TreeSet<>();
    Set<String> histories = new TreeSet<>();
    Map<String, Set<String>> parameters = new TreeMap<>();
    for (Map<String, @Nullable Object> resource : Page.objects(rest.get("resource"))) {
      if (resource.get("type") instanceof String type) {
        parameters
            .computeIfAbsent(type, first -> new TreeSet<>())
            .addAll(names(resource.get("searchParam"), "name"));
        if (names(resource.get("interaction"), "code").contains("history-instance")) {
          histories.add(type);
        }
        ofTypes.addAll(names(resource.get("operation"), "name"));
        if (type.equals(ResourceKey.PATIENT)) {
          operations.addAll(names(resource.get("operation"), "name"));
        }
      }
    }
    if (parameters.isEmpty()) {
      throw new TransferFailure(UNREADABLE, "a CapabilityStatement without types");
    }
    return new Capabilities(
        has(operations, "everything"),
        interactions.contains("transaction"),
        interactions.contains("batch") || interactions.contains("transaction"),
        has(operations, "expunge") || has(ofTypes, "expunge"),
        interactions.contains("history-system"),
        histories,
        parameters);
  }

  private static Map<String, @Nullable Object> server(Map<String, @Nullable Object> statement) {
    List<Map<String, @Nullable Object>> rest = Page.objects(statement.get("rest"));
    if (!"CapabilityStatement".equals(statement.get("resourceType"))) {
      throw new TransferFailure(UNREADABLE, "a CapabilityStatement was expected");
    }
    return rest.stream()
        .filter(each -> "server".equals(each.get("mode")))
        .findFirst()
        .orElseThrow(() -> new TransferFailure(UNREADABLE, "no server's CapabilityStatement"));
  }

  private static boolean has(Set<String> operations, String name) {
    return operations.contains(name) || operations.contains("$" + name);
  }

  private static Set<String> names(@Nullable Object items, String name) {
    Set<String> names = new TreeSet<>();
    for (Map<String, @Nullable Object> item : Page.objects(items)) {
      if (item.get(name) instanceof String text) {
        names.add(text);
      }
    }
    return names;
  }

  /** Whether the host says that it does not have the type. */
  public boolean lacks(String type) {
    return !parameters.isEmpty() && !parameters.containsKey(type);
  }

  public boolean searches(String type, String parameter) {
    return parameters.getOrDefault(type, Set.of()).contains(parameter);
  }
}
