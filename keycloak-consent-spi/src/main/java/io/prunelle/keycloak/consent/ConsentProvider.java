// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Witness;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.Provider;

/**
 * Hosts, hostings, notices and the consent ledger of realms.
 *
 * <p>{@code realm} is a realm's id throughout. Methods run in the caller's transaction unless they
 * say otherwise.
 */
public interface ConsentProvider extends Provider {

  /**
   * Creates or replaces a host; tells whether it was created. Where another certificate takes the
   * place of the last one, patients whose permission is in the ledger by then are asked again, and
   * so are those whose paper was signed before {@code at}.
   *
   * @throws Busy when others have decided for too long; then nothing was changed
   */
  default boolean put(String realm, Host host, Instant at) {
    return put(realm, host, at, present -> {});
  }

  /**
   * As {@link #put(String, Host, Instant)}.
   *
   * @param check is given what there is now, which nobody else changes before this transaction
   *     ends; what it throws keeps the host as it is
   */
  boolean put(String realm, Host host, Instant at, Consumer<Optional<Host>> check);

  Optional<Host> host(String realm, String id);

  /** By id. */
  List<Host> hosts(String realm);

  /**
   * Creates or replaces a hosting, leaving its notices alone; tells whether it was created. Where
   * it gets a purpose that it had not, patients are asked again as for hosts.
   *
   * @throws Busy as for hosts
   */
  default boolean put(String realm, Hosting hosting, Instant at) {
    return put(realm, hosting, at, present -> {});
  }

  /**
   * As {@link #put(String, Hosting, Instant)}.
   *
   * @param check as for hosts
   */
  boolean put(String realm, Hosting hosting, Instant at, Consumer<Optional<Hosting>> check);

  Optional<Hosting> hosting(String realm, HostingId id);

  /** By id. */
  List<Hosting> hostings(String realm);

  /**
   * Publishes the next version of a hosting's notice, from now on the current one.
   *
   * @return the new version; empty when there is no such hosting
   */
  default Optional<Notice> publish(
      String realm, HostingId hosting, List<NoticeText> texts, Instant at) {
    return publish(realm, hosting, texts, at, present -> {});
  }

  /**
   * As {@link #publish(String, HostingId, List, Instant)}.
   *
   * @param check is given the versions there are, oldest first; as for hosts
   */
  Optional<Notice> publish(
      String realm,
      HostingId hosting,
      List<NoticeText> texts,
      Instant at,
      Consumer<List<Notice>> check);

  /** All versions, oldest first. */
  List<Notice> notices(String realm, HostingId hosting);

  /**
   * The patients' latest decisions on a hosting, counted as they stood: by version of the notice,
   * then by decision. Reads all entries about the hosting.
   *
   * @param at the time for which it is told; what was decided later does not count
   */
  List<Tally> tallies(String realm, HostingId hosting, Instant at);

  /**
   * Where the patient stands with each hosting of the patient's practices. One indexed look-up:
   * this runs at every login.
   */
  List<Standing> standings(String realm, Patient patient);

  /** The standings together with the ledger position up to which they are complete. */
  Known known(String realm, Patient patient);

  /** The hostings that concern the patient and have a notice, with all that is to be shown. */
  List<Question> questions(String realm, Patient patient);

  /**
   * The hostings of practices that are no longer the patient's, as far as the patient once
   * permitted them and that still is in force at {@code at}.
   */
  default List<Question> formerly(String realm, Patient patient, Instant at) {
    return List.of();
  }

  /**
   * Runs what leads to a decision, beside a bounded number of others. What decides waits for them
   * in any case; a caller that does so before it looks anything up holds no connection meanwhile.
   *
   * @throws Busy when there are too many others for too long; then nothing was run
   */
  default <T> T inTurn(Supplier<T> work) {
    return work.get();
  }

  /**
   * Judges an answer and, if it stands, appends it to the ledger. A permission that is in force
   * already is not appended. Runs and commits in a transaction of its own, so that the ledger is
   * locked only for as long as that takes, and so that a decision that was reported as taken is
   * kept whatever becomes of the request.
   */
  Outcome decide(String realm, Patient patient, Answer answer);

  /**
   * Judges several answers in one go, as {@link #decide(String, Patient, Answer)} would each of
   * them now, and writes nothing.
   *
   * @return the verdicts, in the order of the answers
   */
  List<Verdict> judge(String realm, List<Stated> answers);

  /**
   * Judges several answers and, if all of them stand, appends them in their order; as {@link
   * #decide(String, Patient, Answer)}, in one transaction. None sees the others: no two may be one
   * patient's on one hosting.
   */
  JointOutcome decide(String realm, List<Stated> answers);

  /**
   * Judges a practice's reply to an objection and, if it stands, appends it; as {@link #decide}.
   */
  Outcome reply(String realm, ObjectionReply reply);

  /** The objection whose entry is at a position of the ledger. */
  Optional<Objection> objection(String realm, long position);

  /**
   * The objections to a practice's hostings, oldest first.
   *
   * @param waitingAt those alone that can be answered at that time; null for all
   */
  List<Objection> objections(String realm, String practice, @Nullable Instant waitingAt);

  /** Notes that the patient was shown the answer to an objection; the first time counts. */
  void told(String realm, long objection, Instant at);

  /**
   * Keeps an emergency that a patient is to be told of, once however often it is reported. Runs and
   * commits in a transaction of its own. A provider that cannot keep it fails, so that it is not
   * taken for told.
   */
  default Reporting report(String realm, Emergency emergency) {
    throw new UnsupportedOperationException("this provider keeps no emergencies");
  }

  /**
   * The emergencies that a patient has yet to say to have read, oldest first, at most {@code most}.
   * One indexed look-up: this runs at every login.
   */
  default List<Emergency> unread(String realm, String patient, int most) {
    return List.of();
  }

  /** The patient's emergencies, read or not, newest first, at most {@code most}. */
  default List<Emergency> emergencies(String realm, String patient, int most) {
    return List.of();
  }

  /**
   * Notes that the patient has read of these emergencies; the first time counts, and those of
   * others are left alone.
   *
   * @return how many were unread before
   */
  default int read(String realm, String patient, Collection<UUID> emergencies, Instant at) {
    return 0;
  }

  /**
   * Whether a patient wants mail about unusual accesses to the record.
   *
   * @param user the patient's user, who has to be the one that said so
   */
  default boolean isMailWanted(String realm, String patient, String user) {
    return false;
  }

  /**
   * Notes whether a patient wants mail. Runs and commits in a transaction of its own.
   *
   * @param since null for none
   */
  default void wantMail(String realm, String patient, String user, @Nullable Instant since) {
    throw new UnsupportedOperationException("this provider keeps no choice of mail");
  }

  /**
   * Says whether a mail may be sent now, and to nobody else meanwhile: one a day and patient, the
   * same once. Runs and commits in a transaction of its own.
   *
   * @param mail the same however often it is asked for
   */
  default Mailing beginMail(String realm, String patient, String user, UUID mail, Instant now) {
    return Mailing.of(Mailing.Verdict.UNWANTED);
  }

  /** Notes that a mail that was begun was sent, in the caller's transaction: it has gone out. */
  default void mailSent(String realm, String patient, UUID mail) {}

  /** A patient's entries, newest first. */
  default List<Entry> history(String realm, String patient) {
    return history(realm, patient, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** A patient's entries at positions below {@code before}, newest first, at most {@code limit}. */
  List<Entry> history(String realm, String patient, long before, int limit);

  /**
   * What an entry was written under and does not itself bind: {@code {purposes, host: {id, name,
   * kind, sheet}}} as JSON, as it was then. Empty when it was not kept.
   */
  default Optional<String> circumstances(String realm, long position) {
    return Optional.empty();
  }

  /** The entries after a position, at most {@code limit}. */
  Feed changes(String realm, long after, int limit);

  /** Notes that a patient's user was deleted; the latest time counts. */
  void left(String realm, String patient, Instant at);

  /**
   * Notes that a patient whom something that is kept names has no user, however that came about;
   * the first time counts.
   */
  default void missing(String realm, String patient, Instant at) {}

  /**
   * Patients whom something that is kept names, and who could be taken out of it, in an order of
   * its own.
   *
   * @param after the last one before; empty for the first
   */
  default List<String> patients(String realm, String after, int most) {
    return List.of();
  }

  /** Takes that note back. */
  void returned(String realm, String patient);

  /** The patients who left no later than {@code before}, at most {@code most}. */
  List<String> departed(String realm, Instant before, int most);

  /**
   * Takes a patient out of the ledger for good: each entry gets the same pseudonym, loses who
   * decided and the salt of its commitment, and still verifies; objections lose their words, and
   * emergencies are removed. The ledger itself tells which entries those are, in entries of their
   * own. Entries of form 1, whose hash holds the names, stay as they are. Runs and commits in a
   * transaction of its own, as {@link #decide}.
   *
   * @return how many entries
   */
  int pseudonymise(String realm, String patient, Instant at);

  /**
   * Notes that a realm was deleted, and removes nothing: Keycloak deletes a realm to import it
   * again under its id.
   */
  default void gone(String realm, Instant at) {}

  /**
   * Removes all that there is of the realms that were deleted no later than {@code before}, and
   * takes back the note about those that are there again.
   *
   * @param there the realms that there are
   * @return the realms that were removed
   */
  default List<String> forget(Set<String> there, Instant before) {
    return List.of();
  }

  /**
   * Walks along the whole ledger, from its first entry to the end it has at the start of the walk.
   * Needs the same memory however long the ledger is, and holds up nobody who appends: it reads in
   * transactions of its own.
   *
   * @param witness an entry noted elsewhere that the ledger has to pass through; null for none
   */
  default Verification verify(String realm, @Nullable Witness witness) {
    return verify(realm, witness, null, Long.MAX_VALUE);
  }

  /**
   * As {@link #verify(String, Witness)}, a stretch of it: a ledger of millions takes longer than a
   * request may.
   *
   * @param from an entry up to which all was found to fit before; null for the beginning
   * @param most how many entries are walked at most
   */
  Verification verify(String realm, @Nullable Witness witness, @Nullable Witness from, long most);

  @Override
  default void close() {}
}
