// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.vertx.core.buffer.Buffer;
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
record HistoryPage(List<Version> versions, int total, @Nullable String next) {

  /**
   * @param name tells it from all others
   * @param resource null for a deletion
   */
  record Version(ResourceKey key, String name, @Nullable Resource resource) {}

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
        versions.add(new Version(version.key(), version.key() + " " + version.version(), version));
      } else {
        versions.add(deletion(entry));
      }
    }
    return new HistoryPage(versions, Page.total(bundle), Page.next(bundle));
  }

  /** Whether there is any version at all. */
  static boolean any(Buffer json) {
    Map<String, @Nullable Object> bundle = Page.bundle(json);
    return Page.total(bundle) > 0
        || Page.next(bundle) != null
        || !Page.objects(bundle.get("entry")).isEmpty();
  }

  private static Version deletion(Map<String, @Nullable Object> entry) {
    if (entry.get("request") instanceof Map<?, ?> request
        && request.get("url") instanceof String url) {
      Matcher name = NAME.matcher(url);
      if (name.matches()) {
        return new Version(ResourceKey.parse(name.group(1)), url, null);
      }
    }
    throw new TransferFailure(UNREADABLE, "a version of nothing");
  }
}
