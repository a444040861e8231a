// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Busy;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Chain.Break;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Walk;
import io.prunelle.keycloak.ledger.Witness;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a realm's ledger from end to end for a {@link Walk}, on the supposition that whoever can
 * write to the tables has done so, constraints included.
 */
final class LedgerWalk {
  private static final int PAGE = 1_000;

  private final Transactions transactions;
  private final String realm;
  private final TakenOut takenOut;
  private final Words words;
  private final Walk walk;
  private final long started;
  private final long most;
  private Extent extent;

  /**
   * @param from where an earlier walk arrived; null for the beginning
   * @param most how many entries are walked at most
   */
  LedgerWalk(
      Transactions transactions,
      String realm,
      @Nullable Witness witness,
      @Nullable Witness from,
      long most) {
    this.transactions = transactions;
    this.realm = realm;
    this.takenOut = new TakenOut(transactions, realm);
    this.words = new Words(realm);
    this.started = from == null ? 0 : from.position();
    this.most = most;
    this.extent = new Extent(Chain.empty(realm), null, null);
    this.walk =
        from == null
            ? new Walk(realm, witness, takenOut)
            : new Walk(
                realm,
                witness,
                takenOut,
                new Chain(from.position(), from.hash()),
                transactions.inOne(em -> lastOfFormOne(em, from.position())));
  }

  /**
   * The ledger's extent at one moment.
   *
   * @param end as the ledger's row says; the empty chain when it has no row
   * @param first the lowest position of all rows, null when there is none
   */
  private record Extent(Chain end, @Nullable Long first, @Nullable Long last) {}

  Verification run() {
    extent = transactions.inOne(this::extent);
    takenOut.readTo(extent.end().position());
    return before()
        .or(this::pages)
        .or(() -> underway() ? Optional.empty() : walk.end(extent.end()).or(this::beyond))
        .<Verification>map(found -> new Verification.Broken(found.position(), found.reason()))
        .orElseGet(this::intact);
  }

  /** Whether as many were walked as may be, and there are more. */
  private boolean underway() {
    return walked() >= most && walk.reached().position() < extent.end().position();
  }

  private long walked() {
    return walk.reached().position() - started;
  }

  private Verification intact() {
    if (underway()) {
      Chain reached = walk.reached();
      return new Verification.Underway(reached.position(), reached.hash(), extent.end().position());
    }
    return new Verification.Intact(
        extent.end().position(), extent.end().hash(), walk.pseudonymised());
  }

  /** Nobody appends while the row is locked, so that end and rows belong together. */
  private Extent extent(EntityManager em) {
    LedgerEntity row = em.find(LedgerEntity.class, realm, LockModeType.PESSIMISTIC_WRITE);
    Object[] positions =
        em.createQuery(
                "select min(e.position), max(e.position) from EntryEntity e"
                    + " where e.realm = :realm",
                Object[].class)
            .setParameter("realm", realm)
            .getSingleResult();
    Chain end = row == null ? Chain.empty(realm) : row.read();
    return new Extent(end, (Long) positions[0], (Long) positions[1]);
  }

  private Optional<Break> before() {
    Long first = extent.first();
    return first != null && first < 1
        ? Optional.of(new Break(first, "there, before the first"))
        : Optional.empty();
  }

  private Optional<Break> beyond() {
    Long last = extent.last();
    long end = extent.end().position();
    return last != null && last > end
        ? Optional.of(new Break(end + 1, "there, though the ledger ends at " + end))
        : Optional.empty();
  }

  private Optional<Break> pages() {
    Optional<Break> broken = Optional.empty();
    // a page that could not be walked to its end has nothing to go on from
    long from = started;
    while (broken.isEmpty()
        && from < extent.end().position()
        && walk.reached().position() == from
        && walked() < most) {
      long length = Math.min(Math.min(PAGE, most - walked()), extent.end().position() - from);
      broken = stretch(from, length);
      from += length;
    }
    return broken;
  }

  /**
   * Whether somebody was taken out since the walk began, and the ledger meanwhile says so: the walk
   * then goes on to the end of what was said.
   */
  private boolean explainedSince(List<Words.Row> rows) {
    boolean unexplained =
        rows.stream()
            .map(Words.Row::link)
            .anyMatch(
                link ->
                    link instanceof Entry entry
                        && entry.pseudonymised()
                        && !takenOut.test(entry.position()));
    if (!unexplained) {
      return false;
    }
    Extent now = transactions.inOne(this::extent);
    boolean news = takenOut.readTo(now.end().position());
    extent = news ? now : extent;
    return news;
  }

  /** A page is a range of positions, so that no row slips through between two pages. */
  private Optional<Break> stretch(long after, long length) {
    List<Words.Row> rows;
    try {
      do {
        rows = transactions.inOne(em -> read(em, after, length));
        // read again when more is known: more may be taken out as well
      } while (explainedSince(rows));
    } catch (Busy busy) {
      // Nothing was read: that says nothing of the rows
      throw busy;
    } catch (RuntimeException e) {
      return unreadable(after, length, e);
    }
    return rows.stream()
        .map(row -> walk.step(row.link()).or(() -> words.check(row)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<Words.Row> read(EntityManager em, long after, long length) {
    List<Words.Row> rows = rows(em, after, length);
    words.learn(em, rows);
    return rows;
  }

  /** In one statement, so that entries and words are of one moment. */
  private List<Words.Row> rows(EntityManager em, long after, long length) {
    return em.createQuery(
            """
            select e, o.reason, a.answer, a.position, d.circumstances
            from EntryEntity e
            left join ObjectionEntity o on o.realm = e.realm and o.position = e.position
            left join ObjectionEntity a on a.realm = e.realm and a.answerPosition = e.position
            left join DecidedUnderEntity d on d.realm = e.realm and d.position = e.position
            where e.realm = :realm and e.position > :after and e.position <= :last
            order by e.position
            """,
            Object[].class)
        .setParameter("realm", realm)
        .setParameter("after", after)
        .setParameter("last", after + length)
        // more rows than positions: one is there twice, and is met before this many
        .setMaxResults(Math.toIntExact(length + 1))
        .getResultStream()
        .map(Words.Row::of)
        .toList();
  }

  /** A row that is no entry at all spoils its page: found by reading the page in halves. */
  private Optional<Break> unreadable(long after, long length, RuntimeException failure) {
    if (length > 1) {
      long half = length / 2;
      return stretch(after, half).or(() -> stretch(after + half, length - half));
    }
    // if the rows cannot even be counted, it is not the row
    long rows = transactions.inOne(em -> count(em, after + 1));
    if (rows == 0) {
      throw failure;
    }
    return Optional.of(new Break(after + 1, "not an entry"));
  }

  private long lastOfFormOne(EntityManager em, long position) {
    return em.createQuery(
            "select coalesce(max(e.position), 0) from EntryEntity e where e.realm = :realm"
                + " and e.position <= :position and e.persons is null"
                + " and e.pseudonymised is null",
            Long.class)
        .setParameter("realm", realm)
        .setParameter("position", position)
        .getSingleResult();
  }

  private long count(EntityManager em, long position) {
    return em.createQuery(
            "select count(*) from EntryEntity e where e.realm = :realm"
                + " and e.position = :position",
            Long.class)
        .setParameter("realm", realm)
        .setParameter("position", position)
        .getSingleResult();
  }
}
