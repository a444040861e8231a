// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.util.List;
import java.util.Optional;

/**
 * One arrangement "this practice hosts its patients' records at that host" and my answer to it.
 *
 * @param asks whether the text waits for an answer of mine
 * @param mayPermit whether I may permit it, and not only refuse
 * @param ageKnown whether the realm can go by my age
 * @param renewable whether permitting it again would make a permission last longer
 * @param former whether I am no longer a patient of the practice
 */
public record Hosting(
    String id,
    Practice practice,
    Host host,
    LegalBasis legalBasis,
    List<Prose> purposes,
    Notice notice,
    Status status,
    State state,
    boolean asks,
    boolean mayPermit,
    boolean ageKnown,
    boolean renewable,
    boolean former,
    Optional<Decision> decision,
    Optional<Objection> objection) {

  /**
   * The data controller.
   *
   * @param address empty where the realm does not tell it
   */
  public record Practice(String id, String name, String address) {}

  /**
   * The current text, whole, in the language asked for; {@code digest} pins exactly this text.
   *
   * @param described pins the purposes and the host sheet beside it; empty where the realm does not
   *     say
   */
  public record Notice(
      long version, String language, String title, String body, String digest, String described) {}

  /** On what ground the practice hosts. {@code OTHER}: one this page cannot explain. */
  public enum LegalBasis {
    EXPLICIT_CONSENT,
    INFORM_AND_OBJECT,
    OTHER;

    /** What patients can say under it. */
    public List<Answer.Kind> answers() {
      return switch (this) {
        case EXPLICIT_CONSENT ->
            List.of(Answer.Kind.PERMIT, Answer.Kind.DENY, Answer.Kind.WITHDRAW);
        case INFORM_AND_OBJECT -> List.of(Answer.Kind.INFORMED, Answer.Kind.OBJECT);
        case OTHER -> List.of();
      };
    }
  }

  /** Where my answer stands now. {@code OTHER}: a state this page does not know. */
  public enum State {
    UNDECIDED,
    PERMIT,
    DENY,
    WITHDRAW,
    INFORMED,
    OBJECT,
    UPHOLD,
    REJECT,
    EXPIRED,
    ENDED,
    OTHER;

    /** Whether the record may be at the host. */
    public boolean permits() {
      return this == PERMIT || this == INFORMED || this == REJECT;
    }
  }

  /** Whether the hosting still takes answers. {@code OTHER}: this page cannot tell. */
  public enum Status {
    OPEN,
    CLOSED,
    ENDED,
    OTHER
  }

  /**
   * What I objected.
   *
   * @param answer what the practice answered; empty while it has not
   * @param answerEntry the answer's position in the ledger, where it was not told at a sign-in;
   *     empty otherwise
   */
  public record Objection(String reason, Optional<String> answer, Optional<Long> answerEntry) {
    static Objection from(Fields json) {
      return new Objection(
          json.text("reason"),
          json.has("answer") ? Optional.of(json.inner("answer").text("reason")) : Optional.empty(),
          json.inner("answer").text("toldAt").isEmpty()
              ? json.inner("answer").number("entry")
              : Optional.empty());
    }
  }

  static Hosting from(Object json) {
    Fields hosting = Fields.of(json);
    Fields practice = hosting.inner("practice");
    Fields notice = hosting.inner("notice");
    Optional<Objection> objection =
        hosting.has("objection")
            ? Optional.of(Objection.from(hosting.inner("objection")))
            : Optional.empty();
    return new Hosting(
        hosting.text("hosting"),
        new Practice(practice.text("id"), practice.text("name"), practice.text("address")),
        Host.from(hosting.inner("host")),
        Names.named(LegalBasis.class, hosting.text("legalBasis"), LegalBasis.OTHER),
        hosting.list("purposes", Prose::from),
        new Notice(
            notice.number("version").orElse(0L),
            notice.text("language"),
            notice.text("title"),
            notice.text("body"),
            notice.text("digest"),
            hosting.text("described")),
        Names.named(Status.class, hosting.text("status"), Status.OTHER),
        Names.named(State.class, hosting.text("state"), State.OTHER),
        // The realm also asks whom it has an answer to tell at a sign-in: that takes none from them
        hosting.flag("ask").orElse(false) && objection.flatMap(Objection::answerEntry).isEmpty(),
        hosting.flag("mayPermit").orElse(true),
        !hosting.text("bar").equals("age-not-assured"),
        hosting.flag("renewable").orElse(true),
        hosting.flag("former").orElse(false),
        hosting.has("decision")
            ? Optional.of(Decision.from(hosting.json().getValue("decision")))
            : Optional.empty(),
        objection);
  }
}
