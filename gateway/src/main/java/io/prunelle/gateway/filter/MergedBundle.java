// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.filter.BundleWriter.Copied;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One bundle of what several hosts answered. Nothing in it tells which of them did. */
final class MergedBundle {

  private final FhirBodies bodies;
  private final String publicUrl;
  private final PageTokens tokens;
  private final AcrossRecords asked;

  MergedBundle(FhirBodies bodies, String publicUrl, PageTokens tokens, AcrossRecords asked) {
    this.bodies = bodies;
    this.publicUrl = publicUrl;
    this.tokens = tokens;
    this.asked = asked;
  }

  /**
   * Writes it.
   *
   * @param shown in their order, all of it that may be shown
   * @param as against what each is examined
   */
  Buffer written(List<Found> shown, Function<Found, Examination> as, MergedPage page)
      throws IOException {
    String base = publicUrl + "/fhir/" + asked.request().practice();
    int length = shown.stream().mapToInt(found -> found.resource().length()).sum();
    BundleWriter writer = new BundleWriter(length, asked.isHistory() ? "history" : "searchset");
    Set<String> named = new HashSet<>();
    for (Found found : shown) {
      byte[] json = found.resource().getBytes();
      Examination examination = as.apply(found);
      FhirResource resource = bodies.parse(json);
      Masked masked =
          new Masked(
              bodies, examination, new Links(publicUrl, examination, tokens).rebased(bodies));
      Copied copied = new Copied(resource, 0, json.length, masked);
      // http://hl7.org/fhir/R4/bundle.html, bdl-7: once each, and two hosts may have given out an
      // id
      String fullUrl =
          asked.isHistory() || named.add(found.key()) ? base + "/" + found.key() : null;
      if (asked.isHistory()) {
        writer.version(fullUrl, json, copied, found.version(), found.key());
      } else {
        writer.entry(fullUrl, json, copied, found.match() ? "match" : "include");
      }
    }
    // A further page has no URL that says what it shows
    String self = page.first() ? base + asked.request().link() : null;
    return writer.end(self, next(base, page), page.total());
  }

  private @Nullable String next(String base, MergedPage page) {
    if (page.last() == null) {
      return null;
    }
    boolean posted = asked.request().interaction().method().equals("POST");
    return tokens
        .seal(
            new Further(asked.request().target(), posted, page.last()),
            page.subject(),
            asked.request().practice())
        .map(token -> base + "?_page=" + token)
        .orElseThrow(PageTokens::tooLong);
  }
}
