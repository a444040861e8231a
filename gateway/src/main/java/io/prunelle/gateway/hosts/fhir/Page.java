// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search result.
 *
 * @param total how many resources match on all pages; 0 when the host does not say
 * @param next address of the following page; null on the last
 */
public record Page(List<Resource> resources, int total, @Nullable String next) {

  private static final int LONGEST_OUTCOME = 64 << 10;
  private static final int LONGEST_WORDS = 300;

  /** Whether each has been shown with all its content. */
  boolean whole() {
    return resources.stream().allMatch(Resource::whole);
  }

  /** Fails with {@link TransferFailure} for anything but a Bundle of resources with ids. */
  static Page of(Buffer json) {
    return of(bundle(json), json.length());
  }

  /**
   * @param length of what it was read from
   */
  private static Page of(Map<String, @Nullable Object> bundle, int length) {
    List<Resource> resources = new ArrayList<>();
    List<Map<String, @Nullable Object>> entries = objects(bundle.get("entry"));
    for (Map<String, @Nullable Object> entry : entries) {
      Object resource = entry.get("resource");
      if (resource instanceof Map<?, ?> && !isOutcome(entry)) {
        resources.add(canonical(object(resource), entries.size() == 1 ? length : 0));
      }
    }
    return new Page(resources, total(bundle), next(bundle));
  }

  /** What was found or read with other things: a page of a search, or a resource alone. */
  static Page of(Map<String, @Nullable Object> json) {
    return "Bundle".equals(json.get("resourceType"))
        ? of(json, 0)
        : new Page(List.of(canonical(json)), 0, null);
  }

  static Map<String, @Nullable Object> bundle(Buffer json) {
    Map<String, @Nullable Object> bundle = resource(json);
    if (!"Bundle".equals(bundle.get("resourceType"))) {
      throw new TransferFailure(UNREADABLE, "a Bundle was expected");
    }
    return bundle;
  }

  /** How many resources a search would find; empty when the host does not say. */
  static OptionalInt count(Map<String, @Nullable Object> bundle) {
    return bundle.get("total") == null ? OptionalInt.empty() : OptionalInt.of(total(bundle));
  }

  /** A single resource, for types that a host does not search. */
  public static Resource single(Buffer json) {
    return canonical(resource(json), json.length());
  }

  /**
   * What a host says about a request that it has not done as asked (FHIR R4,
   * operationoutcome.html), shortened; empty when it says nothing that can be read.
   */
  static String diagnostics(Buffer json) {
    try {
      Map<String, @Nullable Object> outcome =
          json.length() > LONGEST_OUTCOME ? Map.of() : resource(json);
      for (Map<String, @Nullable Object> issue : objects(outcome.get("issue"))) {
        Object details =
            issue.get("details") instanceof Map<?, ?> concept ? concept.get("text") : null;
        Object said = issue.getOrDefault("diagnostics", details);
        if (said instanceof String words) {
          return words.substring(0, Math.min(words.length(), LONGEST_WORDS));
        }
      }
    } catch (TransferFailure unreadable) {
      return "";
    }
    return "";
  }

  static Map<String, @Nullable Object> resource(Buffer json) {
    try {
      return object(ExactJson.read(json));
    } catch (IOException malformed) {
      throw new TransferFailure(UNREADABLE, "malformed JSON");
    }
  }

  static Resource canonical(Map<String, @Nullable Object> json) {
    return canonical(json, 0);
  }

  private static Resource canonical(Map<String, @Nullable Object> json, int about) {
    try {
      return CanonicalForm.of(json, about);
    } catch (IllegalArgumentException anonymous) {
      throw new TransferFailure(UNREADABLE, String.valueOf(anonymous.getMessage()));
    }
  }

  // FHIR R4, http.html#search: the server may add one OperationOutcome about the search itself
  private static boolean isOutcome(Map<String, @Nullable Object> entry) {
    return entry.get("search") instanceof Map<?, ?> search && "outcome".equals(search.get("mode"));
  }

  static int total(Map<String, @Nullable Object> bundle) {
    if (!(bundle.get("total") instanceof ExactJson.Numeral total)) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(total.text());
    } catch (NumberFormatException notACount) {
      throw new TransferFailure(UNREADABLE, "total " + total.text());
    }
  }

  static @Nullable String next(Map<String, @Nullable Object> bundle) {
    for (Map<String, @Nullable Object> link : objects(bundle.get("link"))) {
      if ("next".equals(link.get("relation"))) {
        return (String) link.get("url");
      }
    }
    return null;
  }

  static List<Map<String, @Nullable Object>> objects(@Nullable Object array) {
    if (!(array instanceof List<?> items)) {
      return List.of();
    }
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    items.forEach(item -> objects.add(object(item)));
    return objects;
  }

  @SuppressWarnings("unchecked") // ExactJson makes no other maps
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      return (Map<String, @Nullable Object>) value;
    }
    throw new TransferFailure(UNREADABLE, "an object was expected");
  }
}
