// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself (FHIR R4, capabilitystatement.html).
 *
 * @param parameters by which it is searched, by type
 */
record Capabilities(Map<String, Set<String>> parameters) {

  /** Fails with {@link TransferFailure} for anything but a CapabilityStatement of a server. */
  static Capabilities of(Buffer json) {
    Map<String, Set<String>> parameters = new TreeMap<>();
    for (Map<?, ?> rest : objects(statement(json).get("rest"))) {
      if ("server".equals(rest.get("mode"))) {
        for (Map<?, ?> resource : objects(rest.get("resource"))) {
          if (resource.get("type") instanceof String type) {
            Set<String> names = parameters.computeIfAbsent(type, first -> new TreeSet<>());
            for (Map<?, ?> parameter : objects(resource.get("searchParam"))) {
              if (parameter.get("name") instanceof String name) {
                names.add(name);
              }
            }
          }
        }
      }
    }
    if (parameters.isEmpty()) {
      throw new TransferFailure(UNREADABLE, "a CapabilityStatement without types");
    }
    return new Capabilities(parameters);
  }

  private static Map<?, ?> statement(Buffer json) {
    try {
      if (ExactJson.read(json) instanceof Map<?, ?> statement
          && "CapabilityStatement".equals(statement.get("resourceType"))) {
        return statement;
      }
    } catch (IOException malformed) {
      // told below
    }
    throw new TransferFailure(UNREADABLE, "a CapabilityStatement was expected");
  }

  private static List<Map<?, ?>> objects(@Nullable Object array) {
    return array instanceof List<?> items
        ? items.stream()
            .<Map<?, ?>>mapMulti(
                (item, each) -> {
                  if (item instanceof Map<?, ?> object) {
                    each.accept(object);
                  }
                })
            .toList()
        : List.of();
  }
}
