// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One page of the versions that a host has of one resource (FHIR R4, http.html#history).
 *
 * @param entries how many there are on the page, deletions too
 * @param total how many there are on all pages; 0 when the host does not say
 * @param next address of the following page; null on the last
 */
public record VersionsPage(
    List<PastVersion> versions, int entries, int total, @Nullable String next) {

  /**
   * A version that is no deletion.
   *
   * @param line all of it, with what the host stamped on it, as JSON without a break
   * @param patients that it names
   */
  public record PastVersion(Resource resource, Buffer line, Set<String> patients) {

    /** Tells it from others of the same resource. */
    String name() {
      return resource.version().isEmpty() ? resource.digest() : resource.version();
    }
  }

  /**
   * The same; fails as one that is too large to be read where content was left out for others'
   * sake.
   *
   * @param count of versions that were asked for
   */
  static VersionsPage of(Buffer json, int count) {
    VersionsPage page = of(json);
    if (count > 1 && !page.versions.stream().allMatch(version -> version.resource().whole())) {
      throw new TransferFailure(TOO_LARGE, "a page without all content");
    }
    return page;
  }

  /** Fails with {@link TransferFailure} for anything but a Bundle of resources with ids. */
  static VersionsPage of(Buffer json) {
    Map<String, @Nullable Object> bundle = Page.bundle(json);
    List<Map<String, @Nullable Object>> entries = Page.objects(bundle.get("entry"));
    List<PastVersion> versions = new ArrayList<>();
    for (Map<String, @Nullable Object> entry : entries) {
      Object resource = entry.get("resource");
      if (resource instanceof Map<?, ?>) {
        Map<String, @Nullable Object> version = Page.object(resource);
        versions.add(
            new PastVersion(
                Page.canonical(version), ExactJson.write(version), NamedPatients.in(version)));
      }
    }
    return new VersionsPage(versions, entries.size(), Page.total(bundle), Page.next(bundle));
  }
}
