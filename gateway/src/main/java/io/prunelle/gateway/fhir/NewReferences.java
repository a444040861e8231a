// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a body refers to that may be somebody's. Patients are told by their references alone, and
 * what nobody owns everybody may refer to.
 */
final class NewReferences {

  private static final String NAME = "urn:";

  private NewReferences() {}

  /**
   * Of a write, what it did not refer to before.
   *
   * @param stored the resource before; null when it is new
   * @param base the host's base URL, as references in what is stored may begin with
   * @return each once: {@code Type/id}, or the name of an entry of the same transaction
   */
  static Set<String> in(OnRecord write, @Nullable Buffer stored, String base) {
    Buffer body = write instanceof Direct direct && writesBody(direct) ? body(direct) : null;
    if (body == null) {
      return Set.of();
    }
    Set<String> found = in(body, "");
    if (stored != null && !found.isEmpty()) {
      in(stored, base).stream().filter(before -> !isName(before)).forEach(found::remove);
    }
    return found;
  }

  private static boolean writesBody(Direct write) {
    return switch (write.kind()) {
      case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE -> true;
      default -> false;
    };
  }

  private static @Nullable Buffer body(Direct write) {
    return write.request().body();
  }

  private static Set<String> in(Buffer resource, String base) {
    try {
      return ResourceParser.parse(resource.getBytes()).references().stream()
          .filter(reference -> !reference.isUrl())
          .map(Reference::value)
          .flatMap(
              value ->
                  value.startsWith(NAME)
                      ? Stream.of(value)
                      : References.below(base, value)
                          .filter(target -> !target.isPatient())
                          .filter(target -> !SharedTypes.contains(target.type()))
                          .map(References.Target::key)
                          .stream())
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IOException unreadable) {
      throw new Refusal.BadExchange(400, "body-malformed", "The body is not a JSON resource.")
          .refused();
    }
  }

  /** Whether it is the name of an entry of the same transaction. */
  static boolean isName(String reference) {
    return reference.startsWith(NAME);
  }
}
