// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
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

  /** For URLs within resources. */
  Rebased rebased() {
    return new Rebased(examination.host().url().toString(), base);
  }

  @Nullable String resource(FhirResource resource) {
    return resource.id() == null ? null : base + "/" + resource.type() + "/" + resource.id();
  }

  /** Of a first page only: a further one has no URL that says what it shows. */
  @Nullable String self() {
    OnRecord interaction = examination.interaction();
    return interaction instanceof Direct direct ? base + direct.request().target() : null;
  }

  /** Throws when the host's link leads elsewhere than to a page of its own. */
  String next(String url) throws IOException {
    String query = continuation(examination.host(), url);
    OnRecord interaction = examination.interaction();
    NextPage page =
        new NextPage(
            interaction.practice(),
            interaction.patient(),
            interaction.type(),
            interaction.reaches(),
            interaction.code(),
            examination.host().id(),
            examination.decision(),
            query);
    return base + "?_page=" + tokens.seal(page, examination.subject());
  }

  /** The query by which the host goes on; throws when its link leads elsewhere. */
  static String continuation(Host host, String url) throws IOException {
    String query =
        Stream.of(host.url() + "?", host.url() + "/?")
            .filter(url::startsWith)
            .map(start -> url.substring(start.length()))
            .findFirst()
            .orElseThrow(() -> new IOException("a link that leads elsewhere"));
    if (!PRINTABLE.matcher(query).matches()) {
      throw new IOException("a link that is no URL");
    }
    return query;
  }
}
