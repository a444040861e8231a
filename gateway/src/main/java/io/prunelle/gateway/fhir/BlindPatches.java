// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.format.Definitions;
import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Definitions.Structure;
import io.prunelle.gateway.patch.Patches;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.RestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Patches by who may change a resource and not read it. By whether one applies it would be read, a
 * guess at a time; so only those are let through that apply to whatever is stored.
 */
final class BlindPatches {

  private BlindPatches() {}

  /**
   * Throws the refusal of any but an addition of whole elements. It looks at the patch alone: what
   * an element refers to is left out as well, for that is judged by what was referred to before;
   * and so is a version of the client's own: a host counts none where nothing changes, and by
   * whether one still is the latest that would be told.
   */
  static void require(RestRequest request, Patch patch) {
    byte[] body = Objects.requireNonNull(request.body()).getBytes();
    Optional<Map<String, String>> put = Patches.putInPlace(patch.format(), body);
    if (request.conditions().remembered()
        || put.isEmpty()
        || !areWhole(patch.type(), put.get().keySet())
        || refer(patch, put.get())) {
      throw looks();
    }
  }

  /** What comes of it, or one refusal in the same words for whatever is the matter. */
  static <T> T alike(Supplier<T> judged) {
    try {
      return judged.get();
    } catch (Refused refused) {
      throw isOfVersion(refused.refusal()) ? refused : looks();
    }
  }

  /** Which tells of no content. */
  private static boolean isOfVersion(Refusal refusal) {
    return refusal.reason().startsWith("version-");
  }

  /**
   * An element of a choice is none: it cannot stand beside another of them. Nor is what is
   * contained, to which something may refer.
   */
  private static boolean areWhole(String type, Set<String> names) {
    Structure structure = Objects.requireNonNull(Definitions.resource(type));
    return names.stream().allMatch(name -> isWhole(structure.child(name), name));
  }

  private static boolean isWhole(@Nullable Child child, String name) {
    return child != null && !child.choice() && !name.equals("contained");
  }

  private static boolean refer(Patch patch, Map<String, String> put) {
    String json =
        put.entrySet().stream()
            .map(element -> ",\"" + element.getKey() + "\":" + element.getValue())
            .collect(Collectors.joining("", "{\"resourceType\":\"" + patch.type() + "\"", "}"));
    try {
      FhirResource resource = ResourceParser.parse(json.getBytes(StandardCharsets.UTF_8));
      return !resource.references().isEmpty()
          || !resource.logical().isEmpty()
          || !resource.nested().isEmpty();
    } catch (IOException more) {
      return true;
    }
  }

  private static RuntimeException looks() {
    return new Refusal.NotSupported(
            "patch-looks",
            "A patch by who may change the resource and not read it must apply to whatever is there:"
                + " a JSON Patch, without If-Match, that adds whole elements of the resource, which"
                + " refer to nothing and are none of a choice.")
        .refused();
  }
}
