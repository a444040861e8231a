// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What HAPI keeps beside its resources: attachments and Binaries beyond a size. It puts the content
 * back into what it shows, up to so many bytes for each answer, and says by an extension of the
 * element where it is kept. That is a place of its own, which means nothing anywhere else.
 */
final class Externalized {

  private static final String HAPI = "http://hapifhir.io/fhir/StructureDefinition/externalized-";
  private static final String PLACE = HAPI + "binary-id";
  private static final String HASH = HAPI + "binary-hash-sha256";

  private Externalized() {}

  /** The same without a word of where content is kept that is shown: itself, if there is none. */
  static Map<String, @Nullable Object> inlined(Map<String, @Nullable Object> json) {
    return Page.object(inlined((Object) json));
  }

  private static Object inlined(Object value) {
    if (value instanceof Map<?, ?> object) {
      return members(Page.object(object));
    }
    return value instanceof List<?> list ? items(list) : value;
  }

  private static Object items(List<?> items) {
    List<@Nullable Object> copy = null;
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      Object same = item == null ? null : inlined(item);
      if (same != item) {
        copy = copy == null ? new ArrayList<>(items) : copy;
        copy.set(i, same);
      }
    }
    return copy == null ? items : copy;
  }

  private static Object members(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> copy = null;
    for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
      Object value = member.getValue();
      Object same = value == null ? null : inlined(value);
      if (value != null && isElementOf(member.getKey(), members)) {
        same = withoutPlace(value);
      }
      if (same != value) {
        copy = copy == null ? new TreeMap<>(members) : copy;
        if (same == null) {
          copy.remove(member.getKey());
        } else {
          copy.put(member.getKey(), same);
        }
      }
    }
    return copy == null ? members : copy;
  }

  // FHIR R4, json.html#primitive: what is said about a value stands beside it, under its name and _
  private static boolean isElementOf(String name, Map<String, @Nullable Object> members) {
    return name.startsWith("_") && members.containsKey(name.substring(1));
  }

  /** Null where nothing else is said about the value. */
  private static @Nullable Object withoutPlace(Object element) {
    if (!(element instanceof Map<?, ?> said)
        || !(said.get("extension") instanceof List<?> extensions)) {
      return element;
    }
    List<?> others =
        extensions.stream().filter(each -> !is(each, PLACE) && !is(each, HASH)).toList();
    if (others.size() == extensions.size()) {
      return element;
    }
    Map<String, @Nullable Object> copy = new TreeMap<>(Page.object(said));
    if (others.isEmpty()) {
      copy.remove("extension");
    } else {
      copy.put("extension", others);
    }
    return copy.isEmpty() ? null : copy;
  }

  /** Whether it is said of some content where it is kept, and the content is not shown. */
  static boolean lacks(@Nullable Object value) {
    if (value instanceof List<?> items) {
      return items.stream().anyMatch(Externalized::lacks);
    }
    return value instanceof Map<?, ?> members
        && Page.object(members).entrySet().stream()
            .anyMatch(
                member ->
                    lacks(member.getValue())
                        || (member.getKey().startsWith("_")
                            && !members.containsKey(member.getKey().substring(1))
                            && hasPlace(member.getValue())));
  }

  private static boolean hasPlace(@Nullable Object element) {
    return element instanceof Map<?, ?> said
        && said.get("extension") instanceof List<?> extensions
        && extensions.stream().anyMatch(each -> is(each, PLACE));
  }

  private static boolean is(@Nullable Object extension, String url) {
    return extension instanceof Map<?, ?> members && url.equals(members.get("url"));
  }
}
