// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A name that a patient has in some register (FHIR R4, datatypes.html#Identifier).
 *
 * @param system the register; empty when the identifier does not say
 */
public record Identifier(String system, String value) {

  /** Those of a resource, with its body. */
  public static List<Identifier> of(Resource resource) {
    List<Identifier> identifiers = new ArrayList<>();
    if (json(resource) instanceof Map<?, ?> json && json.get("identifier") instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> identifier
            && identifier.get("value") instanceof String value) {
          identifiers.add(
              new Identifier(identifier.get("system") instanceof String s ? s : "", value));
        }
      }
    }
    return identifiers;
  }

  private static @Nullable Object json(Resource resource) {
    try {
      return ExactJson.read(resource.body());
    } catch (IOException malformed) {
      throw new TransferFailure(UNREADABLE, "malformed JSON");
    }
  }

  /** As a search for it has it (FHIR R4, search.html#token and #escaping). */
  String token() {
    return escaped(system) + "|" + escaped(value);
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\,$|])", "\\\\$1");
  }
}
