// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.TextDigest;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code practices/{practice}}: what a practice's consent officer does: answers objections and
 * records decisions that were made on paper, having seen whose they are.
 */
final class PracticeOffice {
  static final String OWN = "another officer has to do this: the record is your own";

  private static final int LONGEST = 32 * 1024;

  /** As many as a page shows. */
  private static final int MOST_NAMES = 100;

  private final KeycloakSession session;
  private final Rate rate;
  private final RealmModel realm;
  private final String practice;
  private final ConsentProvider consent;
  private final Bearer bearer;
  private final Replies replies;
  private final Incoming incoming;

  PracticeOffice(KeycloakSession session, Rate rate, String practice) {
    this.session = session;
    this.rate = rate;
    this.realm = session.getContext().getRealm();
    this.practice = practice;
    this.consent = session.getProvider(ConsentProvider.class);
    this.bearer = new Bearer(session);
    this.replies = new Replies(session);
    this.incoming = new Incoming(session);
  }

  /** The objections to the practice's hostings, oldest first; those without an answer, or all. */
  Response objections(@Nullable String state) {
    return replies.reply(
        () -> {
          bearer.officer(practice);
          if (state != null && !List.of("open", "all").contains(state)) {
            throw new Problem(ProblemType.INVALID_PARAMETER, "state: must be open or all");
          }
          List<Objection> objections =
              consent.objections(realm.getId(), practice, "all".equals(state) ? null : now());
          return Replies.json(
              Map.of("objections", objections.stream().map(ObjectionView::of).toList()));
        });
  }

  /** Answers an objection, once, with a reason. */
  Response answer(String position, @Nullable InputStream body) {
    return inTurn(
        body,
        whole -> {
          Officer officer = writer();
          long objection = Numbers.read("position", position, 0, 1, Long.MAX_VALUE);
          Members members = incoming.body(whole, LONGEST);
          ObjectionReply reply =
              new ObjectionReply(
                  objection,
                  members.oneOf(
                      "decision", List.of(Decision.UPHOLD, Decision.REJECT), Decision::name),
                  members.written("reason", Answer.LONGEST_REASON),
                  given(officer, Channel.PAGE, null, null));
          members.end();
          return written(officer, reply.decision(), () -> reply(officer, reply));
        });
  }

  private Outcome reply(Officer officer, ObjectionReply reply) {
    Objection objection =
        consent
            .objection(realm.getId(), reply.objection())
            .filter(found -> found.hosting().practice().equals(practice))
            .orElseThrow(() -> Problem.notFound("no such objection"));
    notOneself(officer, objection.patient());
    return consent.reply(realm.getId(), reply);
  }

  /** What a patient of the practice is called, so that a paper is not recorded for another one. */
  Response patient(String id) {
    return replies.reply(
        () -> {
          writer();
          Patient patient = ofPractice(id);
          String name =
              new Patients(session)
                  .user(realm, patient.id())
                  .map(Patients::name)
                  .orElseThrow(PracticeOffice::noSuchPatient);
          return Replies.json(Map.of("id", patient.id(), "name", name));
        });
  }

  /**
   * What patients of the practice are called, for whoever answers for it to know of whom what they
   * are shown anyway is. Who is none of its patients is left out.
   */
  Response patients(List<String> ids) {
    return replies.reply(
        () -> {
          String caller = bearer.office(practice).user().getId();
          rate.take(realm.getId() + "/" + caller + "/names");
          if (ids.isEmpty() || ids.size() > MOST_NAMES) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "id: must be given, " + MOST_NAMES + " times at most");
          }
          List<Map<String, String>> named = new ArrayList<>();
          for (String id : new LinkedHashSet<>(ids)) {
            inPractice(id)
                .flatMap(patient -> new Patients(session).user(realm, patient.id()))
                .ifPresent(user -> named.add(Map.of("id", id, "name", Patients.name(user))));
          }
          return Replies.json(Map.of("patients", named));
        });
  }

  /** Records what a patient of the practice decided on paper. */
  Response record(String id, @Nullable InputStream body) {
    return inTurn(
        body,
        whole -> {
          Officer officer = writer();
          Members members = incoming.body(whole, LONGEST);
          DecisionRequest request = DecisionRequest.read(members);
          if (request.notice() == null || request.language() == null) {
            throw members.invalid(
                request.notice() == null ? "notice" : "language",
                "is required, as printed on the paper");
          }
          Paper paper = paper(members.object("paper"));
          members.end();
          // A refusal of a minor stands: it would lapse unseen
          Instant then = request.decision().permits() ? paper.earliest() : now();
          Answer answer =
              request.answer(given(officer, Channel.PAPER, paper, majority(id, then)), List.of());
          return written(officer, answer.decision(), () -> decide(officer, id, answer));
        });
  }

  /** As {@link PatientCall#decidingInTurn}. */
  private Response inTurn(@Nullable InputStream body, Function<InputStream, Response> work) {
    InputStream whole = Body.whole(body, LONGEST);
    return replies.reply(() -> consent.inTurn(() -> work.apply(whole)));
  }

  private Outcome decide(Officer officer, String id, Answer answer) {
    Patient patient = answer.decision().permits() ? ofPractice(id) : known(id);
    notOneself(officer, patient.id());
    if (!answer.hosting().practice().equals(practice)) {
      throw Refusals.problem(new Refusal.UnknownHosting());
    }
    return consent.decide(realm.getId(), patient, answer);
  }

  private Patient ofPractice(String id) {
    return inPractice(id).orElseThrow(PracticeOffice::noSuchPatient);
  }

  /**
   * The patient, or whoever was one: with another id by now, with none, or elsewhere. What the
   * practice was permitted once can always be taken back (GDPR art. 7(3)); the rules look for it.
   */
  private Patient known(String id) {
    if (!Patients.isId(id)) {
      throw noSuchPatient();
    }
    return inPractice(id).orElseGet(() -> new Patient(id, Set.of()));
  }

  private Optional<Patient> inPractice(String id) {
    return new Patients(session)
        .find(realm, id)
        .filter(found -> found.practices().contains(practice));
  }

  private static Problem noSuchPatient() {
    return Problem.notFound("no such patient of the practice");
  }

  private Officer writer() {
    Officer officer = bearer.officer(practice);
    rate.take(realm.getId() + "/" + officer.user().getId());
    return officer;
  }

  private static Paper paper(Members members) {
    String digest = members.text("digest", TextDigest.LENGTH);
    if (!digest.matches("sha-256:[0-9a-f]{64}")) {
      throw members.invalid("digest", "must be sha-256: and 64 hexadecimal digits");
    }
    LocalDate date = members.date("date");
    if (date.isAfter(LocalDate.ofInstant(now(), ZoneOffset.UTC))) {
      throw members.invalid("date", "must not be in the future");
    }
    members.end();
    return new Paper(digest, date);
  }

  /** Nobody answers their own objection or signs their own paper off. */
  private void notOneself(Officer officer, String patient) {
    if (officer.own(session).contains(patient)) {
      throw Problem.notPermitted(OWN);
    }
  }

  /**
   * What is signed for a minor holds until they can decide themselves.
   *
   * @param then when they were one, if so
   */
  private @Nullable Instant majority(String patient, Instant then) {
    return new Patients(session).majority(realm, patient, then).orElse(null);
  }

  private static Answer.Given given(
      Officer officer, Channel channel, @Nullable Paper paper, @Nullable Instant latest) {
    return new Answer.Given(
        now(), channel, officer.author(), officer.authentication(), paper, latest);
  }

  private Response written(Officer officer, Decision decision, Supplier<Outcome> work) {
    Reported.Taken taken = new Reported(officer.aftermath(session)).take(decision, work);
    return Replies.json(taken.status(), taken.entry().members()).build();
  }

  private static Instant now() {
    return ServerTime.now();
  }
}
