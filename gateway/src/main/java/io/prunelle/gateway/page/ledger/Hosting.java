// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.util.List;
import java.util.Optional;

/** One arrangement "this practice hosts its patients' records at that host" and my answer to it. */
public record Hosting(
    String id,
    Practice practice,
    Host host,
    LegalBasis legalBasis,
    List<Prose> purposes,
    Notice notice,
    State state,
    boolean asks,
    Optional<Decision> decision) {

  /** The data controller. */
  public record Practice(String id, String name) {}

  /** The current text, whole, in the language asked for; {@code digest} pins exactly this text. */
  public record Notice(long version, String language, String title, String body, String digest) {}

  /** On what ground the practice hosts. {@code OTHER}: one this page cannot explain. */
  public enum LegalBasis {
    EXPLICIT_CONSENT,
    INFORM_AND_OBJECT,
    OTHER
  }

  /** Where my answer stands now. {@code OTHER}: a state this page does not know. */
  public enum State {
    UNDECIDED,
    PERMIT,
    DENY,
    WITHDRAW,
    EXPIRED,
    OTHER
  }

  static Hosting from(Object json) {
    Fields hosting = Fields.of(json);
    Fields practice = hosting.inner("practice");
    Fields notice = hosting.inner("notice");
    return new Hosting(
        hosting.text("hosting"),
        new Practice(practice.text("id"), practice.text("name")),
        Host.from(hosting.inner("host")),
        Names.named(LegalBasis.class, hosting.text("legalBasis"), LegalBasis.OTHER),
        hosting.list("purposes", Prose::from),
        new Notice(
            notice.number("version").orElse(0L),
            notice.text("language"),
            notice.text("title"),
            notice.text("body"),
            notice.text("digest")),
        Names.named(State.class, hosting.text("state"), State.OTHER),
        hosting.flag("ask").orElse(false),
        hosting.has("decision")
            ? Optional.of(Decision.from(hosting.json().getValue("decision")))
            : Optional.empty());
  }
}
