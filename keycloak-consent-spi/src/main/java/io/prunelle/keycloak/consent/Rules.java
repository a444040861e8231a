// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Reason;
import io.prunelle.keycloak.ledger.Statement;
import io.prunelle.keycloak.ledger.TextDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules under which an answer becomes a decision; the caller holds the ledger's lock. */
public final class Rules {
  /** Practices hand out a text before they publish it here; longer is a slip of the pen. */
  private static final Period PAPER_BEFORE_NOTICE = Period.ofYears(2);

  static final Duration RENEWED_AFTER = Duration.ofDays(1);

  private Rules() {}

  /**
   * Judges a patient's answer against what is current.
   *
   * @param standing the patient's standing with that hosting
   * @param notice the hosting's current notice
   */
  public static Verdict judge(Patient patient, Answer answer, Standing standing, Notice notice) {
    LegalBasis basis = standing.hosting().legalBasis();
    if (!basis.knows(answer.decision())) {
      return refused(new Refusal.OtherLegalBasis(basis));
    }
    List<Refusal> refusals =
        Stream.of(
                possible(answer, standing.hosting()),
                named(answer, notice),
                sensible(answer, standing.state(answer.given().at())),
                overtaken(answer, standing.last()),
                tooOld(answer, standing.hosting(), notice))
            .flatMap(Optional::stream)
            .toList();
    if (!refusals.isEmpty()) {
      return new Verdict.Refused(refusals.get(0), refusals.subList(1, refusals.size()));
    }
    String language = answer.text().language();
    if (language != null && !notice.texts().containsKey(language)) {
      return refused(new Refusal.NoSuchLanguage(language));
    }
    return shown(answer.text(), notice)
        .<Verdict>map(
            text -> new Verdict.Accepted(statement(patient, answer, standing, notice, text)))
        .orElseGet(() -> refused(new Refusal.TextDiffers()));
  }

  /**
   * Whether a statement only says again what is in force: the same decision by the same person on
   * the same text. What is asked for is an answer all the same, and so is what prolongs a
   * permission by a day or more.
   */
  public static boolean unchanged(Statement statement, Standing standing, Answer.Given given) {
    Entry last = standing.inForce(given.at()).orElse(null);
    if (last == null || standing.occasion(given.at(), given.latest()).isPresent()) {
      return false;
    }
    Statement before = last.statement();
    return statement.paper() == null
        && before.paper() == null
        && before.decision() == statement.decision()
        && before.notice() == statement.notice()
        && before.textDigest().equals(statement.textDigest())
        && before.by().equals(statement.by())
        && near(before.until(), statement.until());
  }

  /**
   * Whether a statement refuses what the decision in force refuses already: the same decision on
   * the same version of the notice, whoever says it and in whichever language. A paper says who
   * signed it, and is none. Nor is what is said on a later day, which no paper of that day turns.
   */
  public static boolean refusesAgain(Statement statement, Standing standing, Instant at) {
    return !statement.decision().permits()
        && statement.paper() == null
        && standing
            .inForce(at)
            .map(Entry::statement)
            .filter(before -> before.decision() == statement.decision())
            .filter(before -> before.notice() == statement.notice())
            .filter(before -> day(before).equals(day(statement)))
            .filter(before -> near(before.until(), statement.until()))
            .isPresent();
  }

  private static boolean near(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return Objects.equals(one, other);
    }
    return Math.abs(one - other) < RENEWED_AFTER.toSeconds();
  }

  /**
   * Refuses an answer to other purposes or another host sheet than the current ones: a receipt
   * would sign what was not shown.
   */
  public static Optional<Refusal> described(Answer answer, Described current) {
    return answer.text().differs(current)
        ? Optional.of(new Refusal.TextDiffers())
        : Optional.empty();
  }

  /**
   * Refuses to record a paper again. What was decided otherwise since would be undone by it, where
   * that was on the day of the signature.
   *
   * @param history the patient's entries
   */
  public static Optional<Refusal> repeated(Answer answer, List<Entry> history) {
    Paper paper = answer.given().paper();
    if (paper == null) {
      return Optional.empty();
    }
    return history.stream()
        .filter(entry -> repeats(answer, paper, entry.statement()))
        .findFirst()
        .map(entry -> new Refusal.AlreadyRecorded(entry.position()));
  }

  private static boolean repeats(Answer answer, Paper paper, Statement before) {
    return before.paper() != null
        && before.paper().digest().equals(paper.digest())
        && before.hosting().equals(answer.hosting().toString())
        && before.decision() == answer.decision();
  }

  /**
   * Judges a practice's reply to an objection. It concerns the notice that was objected to.
   *
   * @param objection the entry that is answered
   * @param standing the patient's standing with that hosting
   */
  public static Verdict judge(ObjectionReply reply, Entry objection, Standing standing) {
    Entry last = standing.last();
    boolean waits =
        last != null
            && last.position() == objection.position()
            && standing.state(reply.given().at()) == State.OBJECT;
    if (!waits) {
      return refused(new Refusal.NoSuchObjection());
    }
    HostingStatus status = standing.hosting().status();
    if (reply.decision().permits() && status != HostingStatus.OPEN) {
      return refused(new Refusal.HostingClosed(status));
    }
    Statement objected = objection.statement();
    Answer.Given given = reply.given();
    return new Verdict.Accepted(
        new Statement(
            objected.patient(),
            objected.hosting(),
            objected.notice(),
            reply.decision(),
            given.at(),
            // A guardian's objection lapses when the ward comes of age; so does what it is answered
            // with
            earlier(
                reply.decision().permits() ? until(standing.hosting(), given) : null,
                objected.until()),
            given.channel(),
            given.by(),
            objected.textDigest(),
            objected.language(),
            given.authentication(),
            new Reason(TextDigest.ofReason(reply.reason()), objection.position()),
            null,
            objection.position()));
  }

  private static Optional<Refusal> possible(Answer answer, Hosting hosting) {
    boolean takes =
        hosting.status() == HostingStatus.OPEN
            || (hosting.status() == HostingStatus.CLOSED && !answer.decision().permits());
    return takes ? Optional.empty() : Optional.of(new Refusal.HostingClosed(hosting.status()));
  }

  private static Optional<Refusal> named(Answer answer, Notice notice) {
    Integer version = answer.notice();
    if (version == null && answer.decision().permits()) {
      // GDPR art. 4(11), 7(1): consent is specific and informed; to what, has to be demonstrable
      return Optional.of(new Refusal.NoticeNotNamed(notice.version()));
    }
    return version != null && version != notice.version()
        ? Optional.of(new Refusal.NoticeNotCurrent(notice.version()))
        : Optional.empty();
  }

  private static Optional<Refusal> sensible(Answer answer, State state) {
    if (answer.decision() == Decision.WITHDRAW && state != State.PERMIT) {
      return Optional.of(new Refusal.NothingToWithdraw());
    }
    if (answer.decision() == Decision.OBJECT) {
      if (state.objects()) {
        return Optional.of(new Refusal.AlreadyObjected());
      }
      // L.1111-8 CSP: for a legitimate reason, which the practice has to be able to weigh
      if (answer.reason() == null || answer.reason().isBlank()) {
        return Optional.of(new Refusal.ReasonMissing());
      }
    }
    return Optional.empty();
  }

  /**
   * A paper does not undo what was decided after it was signed. What permits has to be signed on a
   * later day than a refusal: on the same day nobody could tell which came first.
   */
  private static Optional<Refusal> overtaken(Answer answer, @Nullable Entry last) {
    Paper paper = answer.given().paper();
    if (paper == null || last == null) {
      return Optional.empty();
    }
    LocalDate decided = day(last.statement());
    boolean turns = answer.decision().permits() && !last.statement().decision().permits();
    return paper.date().isBefore(decided) || (turns && paper.date().equals(decided))
        ? Optional.of(new Refusal.PaperOvertaken())
        : Optional.empty();
  }

  /** Nobody signs long before there is a text, and what is over permits nothing. */
  private static Optional<Refusal> tooOld(Answer answer, Hosting hosting, Notice notice) {
    Paper paper = answer.given().paper();
    if (paper == null) {
      return Optional.empty();
    }
    LocalDate published = LocalDate.ofInstant(notice.publishedAt(), ZoneOffset.UTC);
    Long until = answer.decision().permits() ? until(hosting, answer.given()) : null;
    boolean old =
        paper.date().isBefore(published.minus(PAPER_BEFORE_NOTICE))
            || (until != null && until <= answer.given().at().getEpochSecond());
    return old ? Optional.of(new Refusal.PaperTooOld()) : Optional.empty();
  }

  private static LocalDate day(Statement statement) {
    Paper paper = statement.paper();
    return paper == null
        ? LocalDate.ofInstant(statement.decidedAt(), ZoneOffset.UTC)
        : paper.date();
  }

  private static Optional<NoticeText> shown(Answer.Shown shown, Notice notice) {
    String digest = shown.digest();
    if (shown.language() != null) {
      NoticeText text = notice.text(List.of(shown.language()));
      return digest == null || digest.equals(notice.digest(text))
          ? Optional.of(text)
          : Optional.empty();
    }
    if (digest != null) {
      return notice.texts().values().stream()
          .filter(text -> digest.equals(notice.digest(text)))
          .findFirst();
    }
    return Optional.of(notice.text(shown.wanted()));
  }

  private static Statement statement(
      Patient patient, Answer answer, Standing standing, Notice notice, NoticeText text) {
    Answer.Given given = answer.given();
    String reason = answer.decision() == Decision.OBJECT ? answer.reason() : null;
    return new Statement(
        patient.id(),
        answer.hosting().toString(),
        notice.version(),
        answer.decision(),
        given.at(),
        answer.decision().permits() ? until(standing.hosting(), given) : latest(given),
        given.channel(),
        given.by(),
        notice.digest(text),
        text.language(),
        given.authentication(),
        reason == null ? null : new Reason(TextDigest.ofReason(reason), null),
        given.paper(),
        standing.last() == null ? null : standing.last().position());
  }

  /** The earlier of the hosting's term and the answer's own. A paper's begins when it is signed. */
  private static @Nullable Long until(Hosting hosting, Answer.Given given) {
    Paper paper = given.paper();
    Instant begun = paper == null ? given.at() : paper.earliest();
    return hosting.until(begun, given.latest());
  }

  static @Nullable Long earlier(@Nullable Long one, @Nullable Long other) {
    return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
        .flatMap(Optional::stream)
        .min(Long::compare)
        .orElse(null);
  }

  private static @Nullable Long latest(Answer.Given given) {
    Instant latest = given.latest();
    return latest == null ? null : latest.getEpochSecond();
  }

  private static Verdict refused(Refusal reason) {
    return new Verdict.Refused(reason);
  }
}
