// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of what has happened on a host (FHIR R4, http.html#history).
 *
 * @param total how many versions there are on all pages; 0 when the host does not say
 * @param next address of the following page; null on the last
 */
public record HistoryPage(List<Version> versions, int total, @Nullable String next) {

  /**
   * One version of a resource.
   *
   * @param name tells it from all others
   * @param resource null for a deletion
   * @param at when it was written; null when the host does not say
   */
  public record Version(
      ResourceKey key, String name, @Nullable Resource resource, @Nullable Instant at) {}

  private static final Pattern NAME =
      Pattern.compile("(?:.*/)?([A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64})(?:/_history/.*)?");

  /** Fails with {@link TransferFailure} for what does not say what has happened to which. */
  static HistoryPage of(Buffer json) {
    Map<String, @Nullable Object> bundle = Page.bundle(json);
    List<Version> versions = new ArrayList<>();
    for (Map<String, @Nullable Object> entry : Page.objects(bundle.get("entry"))) {
      Object resource = entry.get("resource");
      if (resource instanceof Map<?, ?>) {
        Resource version = Page.canonical(Page.object(resource));
        versions.add(
            new Version(
                version.key(),
                version.key() + " " + version.version(),
                version,
                version.updated()));
      } else {
        versions.add(deletion(entry));
      }
    }
    return new HistoryPage(versions, Page.total(bundle), Page.next(bundle));
  }

  /** When the latest of them was written; null when none says. */
  @Nullable Instant latest() {
    Instant latest = null;
    for (Version version : versions) {
      Instant at = version.at();
      if (at != null && (latest == null || at.isAfter(latest))) {
        latest = at;
      }
    }
    return latest;
  }

  // FHIR R4, http.html#history: the response says when a deletion was made
  private static @Nullable Instant responded(Map<String, @Nullable Object> entry) {
    return entry.get("response") instanceof Map<?, ?> response
            && response.get("lastModified") instanceof String time
        ? CanonicalForm.instant(time)
        : null;
  }

  /** Whether there is any version at all. */
  static boolean any(Buffer json) {
    return any(Page.bundle(json));
  }

  /**
   * The same.
   *
   * @param bundle a Bundle
   */
  static boolean any(Map<String, @Nullable Object> bundle) {
    return Page.total(bundle) > 0
        || Page.next(bundle) != null
        || !Page.objects(bundle.get("entry")).isEmpty();
  }

  private static Version deletion(Map<String, @Nullable Object> entry) {
    if (entry.get("request") instanceof Map<?, ?> request
        && request.get("url") instanceof String url) {
      Matcher name = NAME.matcher(url);
      if (name.matches()) {
        return new Version(ResourceKey.parse(name.group(1)), url, null, responded(entry));
      }
    }
    throw new TransferFailure(UNREADABLE, "a version of nothing");
  }
}
