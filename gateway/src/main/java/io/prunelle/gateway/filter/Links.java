// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.rest.Upstream;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Links of one answer, pointing at the gateway instead of the host. */
final class Links {

  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,1500}");

  private final String base;
  private final Examination examination;
  private final PageTokens tokens;

  Links(String publicUrl, Examination examination, PageTokens tokens) {
    this.base = publicUrl + "/fhir/" + examination.interaction().practice();
    this.examination = examination;
    this.tokens = tokens;
  }

  /** For addresses within resources. */
  Rebased rebased(FhirBodies bodies) {
    return new Rebased(bodies, examination.host().url().toString(), base);
  }

  @Nullable String resource(FhirResource resource) {
    return resource.id() == null ? null : base + "/" + resource.type() + "/" + resource.id();
  }

  /** Of a first page only: a further one has no URL that says what it shows. */
  @Nullable String self() {
    OnRecord interaction = examination.interaction();
    return interaction instanceof Direct direct ? base + direct.request().link() : null;
  }

  /** Throws when the host's link leads elsewhere than to a page of its own. */
  String next(String url) throws IOException {
    return next(continuation(url), 0, 0);
  }

  /**
   * The link to a page that begins in the midst of a host's.
   *
   * @param continuation of the host's page
   * @param skipped how much of it is not on that page
   * @param size how much that page is to have
   */
  String next(String continuation, int skipped, int size) {
    OnRecord interaction = examination.interaction();
    NextPage page =
        new NextPage(
            interaction.practice(),
            interaction.patient(),
            interaction.type(),
            interaction.reaches(),
            interaction.steps(),
            interaction.code(),
            interaction.since(),
            examination.host().id(),
            examination.decision(),
            continuation,
            skipped,
            size);
    return base + "?_page=" + tokens.seal(page, examination.subject());
  }

  /** The same of the answer that is examined. */
  String continuation(String url) throws IOException {
    return continuation(examination.host(), examination.interaction().upstream(), url);
  }

  /**
   * What the host is to be asked to go on: with a query of its own, below its base, or below what
   * it was asked for. Throws when its link leads elsewhere.
   */
  static String continuation(Host host, Upstream asked, String url) throws IOException {
    String base = host.url().toString();
    String path = path(asked);
    // To some, what was searched by a form is found again where it would be by a URL
    String target =
        Stream.of("", "/", path, path.replaceFirst("/_search$", ""))
            .filter(start -> url.startsWith(base + start + "?"))
            .map(start -> url.substring(base.length()))
            .findFirst()
            .orElseThrow(() -> new IOException("a link that leads elsewhere"));
    if (!PRINTABLE.matcher(target.substring(target.indexOf('?') + 1)).matches()) {
      throw new IOException("a link that is no URL");
    }
    return target;
  }

  private static String path(Upstream asked) {
    int query = asked.target().indexOf('?');
    return query < 0 ? asked.target() : asked.target().substring(0, query);
  }
}
