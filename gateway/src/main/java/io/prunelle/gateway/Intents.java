// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.Recollections.Recollection;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Since;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is about to happen, and on what ground: what the patient has decided and where
 * the record lives. Both were read before the intent was committed, and have to be so still then;
 * what is decided otherwise meanwhile is another access, under an intent of its own.
 */
final class Intents {

  private final Consents consents;
  private final Hosts hosts;
  private final Journal journal;
  private final Openness openness;
  private final Glass glass;
  private final Recollections recollections;

  Intents(Doors doors, Openness openness, Glass glass) {
    this.consents = doors.consents();
    this.hosts = doors.hosts();
    this.journal = doors.journal();
    this.openness = openness;
    this.glass = glass;
    this.recollections = new Recollections(consents, hosts, openness);
  }

  /** Open to be read, and written down. */
  Future<Placed> read(Asked asked, Trace trace) {
    return recollections
        .of(asked, hosting(asked))
        .filter(known -> !moved(known.placed()))
        .map(known -> remembered(known, trace))
        .orElseGet(
            () ->
                found(asked, trace)
                    .compose(placed -> open(placed, trace))
                    .compose(placed -> committed(placed, trace)));
  }

  /**
   * What was read before the intent has to be so still after it. In an emergency what is known may
   * be old, and was not what the place was opened by.
   */
  private Future<Placed> committed(Placed placed, Trace trace) {
    return intend(placed, trace)
        .compose(
            intended ->
                placed.emergency()
                    ? Future.succeededFuture(placed)
                    : unchanged(placed, Objects.requireNonNull(trace.intent()), trace));
  }

  private Future<Placed> remembered(Recollection known, Trace trace) {
    Placed placed = known.placed();
    under(placed.asked(), placed.standing(), trace);
    trace.at(placed.host());
    return confirmed(placed, Optional.of(known), intent -> unchanged(placed, intent, trace), trace);
  }

  /**
   * Commits an intent, with which what this instance remembered is confirmed.
   *
   * @param known what is remembered of it; empty if nothing is
   * @param otherwise what is done about an intent that is committed, and not confirmed
   */
  private Future<Placed> confirmed(
      Placed placed,
      Optional<Recollection> known,
      Function<UUID, Future<Placed>> otherwise,
      Trace trace) {
    return journal
        .intendAndRead(trace.entry(true, placed.reason()))
        .compose(
            intent -> {
              trace.intended(intent.entry());
              return known.filter(one -> recollections.confirms(intent, one)).isPresent()
                  ? Future.succeededFuture(placed)
                  : otherwise.apply(intent.entry());
            });
  }

  /**
   * Somebody's decision or place has changed. If it is this patient's, the intent does not fit any
   * more: nothing was asked of the host that it names, and what is asked of another is a new one.
   */
  private Future<Placed> unchanged(Placed placed, UUID intent, Trace trace) {
    return found(placed.asked(), trace)
        .compose(
            now -> isSame(now, placed) ? Future.succeededFuture(now) : anew(now, intent, trace));
  }

  private static boolean isSame(Placed one, Placed other) {
    return one.placement().equals(other.placement())
        && Objects.equals(one.standing(), other.standing());
  }

  /** Open or not, it is another access than the one that was written down. */
  private Future<Placed> anew(Placed now, UUID intent, Trace trace) {
    abandon(intent, 503, trace);
    return open(now, trace).compose(opened -> intend(opened, trace));
  }

  /** What was written down does not come to be. */
  private void abandon(UUID intent, int status, Trace trace) {
    journal.settleInPassing(intent, trace.outcome(status, 0, trace.failed()));
    trace.intendsAnew();
  }

  private Future<Placed> found(Asked asked, Trace trace) {
    // Asked for at once; should one be older than the other, what is different after the answer
    // is what counts (see stillThere)
    Since since = Since.now();
    Future<Placement> placement = hosts.placement(asked.record());
    return decide(asked, trace)
        .compose(standing -> placement.map(where -> new Placed(asked, standing, where, since)));
  }

  /**
   * What the patient decided, and where the record lives, which cannot change while it is held.
   *
   * @param hold on the record
   */
  Future<Placed> found(Asked asked, Hold hold, Trace trace) {
    return decide(asked, trace)
        .compose(
            standing ->
                hosts
                    .placement(hold.connection(), asked.record())
                    .map(placement -> new Placed(asked, standing, placement, Since.now())));
  }

  /** Whether the host is open to what is asked, or to an emergency. */
  Future<Placed> open(Placed placed, Trace trace) {
    Host host = trace.at(placed.host());
    if (moved(placed)) {
      return recordMoved();
    }
    return openness
        .check(placed.asked().interaction(), host, placed.standing())
        .map(placed)
        .recover(
            closed ->
                glass
                    .open(placed, closed, trace)
                    .compose(opened -> openness.certified(host).map(opened)));
  }

  /** Since it was found. */
  private static boolean moved(Placed placed) {
    Stored stored = placed.asked().stored();
    return stored != null && !stored.on(placed.host());
  }

  /** Commits what is about to happen. Before this nothing does. */
  Future<Placed> intend(Placed placed, Trace trace) {
    return intend(placed, placed.reason(), trace);
  }

  /**
   * The same of all that is done as a whole: all of it is committed, or nothing.
   *
   * @param all in the order of the traces
   */
  Future<Void> intend(List<Placed> all, List<Trace> traces) {
    return journal
        .intend(
            IntStream.range(0, all.size())
                .mapToObj(i -> traces.get(i).entry(true, all.get(i).reason()))
                .toList())
        .onSuccess(
            ids -> IntStream.range(0, ids.size()).forEach(i -> traces.get(i).intended(ids.get(i))))
        .mapEmpty();
  }

  private Future<Placed> intend(Placed placed, String reason, Trace trace) {
    return journal.intend(trace.entry(true, reason)).map(trace::intended).map(placed);
  }

  /** The same of a record that lives nowhere any more, in place of what was written down of it. */
  Future<Placed> nowhere(Asked asked, Trace trace) {
    UUID before = trace.intent();
    if (before != null) {
      abandon(before, 404, trace);
    }
    return intend(
        new Placed(
            asked,
            null,
            new Placement(asked.record(), asked.practice().onPremise(), null),
            Since.now()),
        "record-departed",
        trace);
  }

  /**
   * Commits what is about to be written where a record is held. What the patient had decided was
   * read before, and looking into the body may have taken long: it has to be so still.
   */
  Future<Placed> write(Placed placed, Trace trace) {
    String hosting = hosting(placed.asked());
    return hosting == null
        ? intend(placed, trace)
        : confirmed(
            placed,
            recollections.held(placed, hosting),
            intent ->
                decide(placed.asked(), trace).compose(now -> decided(placed, now, intent, trace)),
            trace);
  }

  /**
   * What the patients of records that are held have decided by now, at once.
   *
   * @param all of one practice and one caller
   * @return by patient; empty when nobody need have decided
   */
  Future<Map<String, Standing>> standings(List<Placed> all) {
    Set<String> patients =
        all.stream()
            .map(Placed::asked)
            .filter(asked -> hosting(asked) != null)
            .map(asked -> asked.interaction().patient())
            .collect(Collectors.toSet());
    if (patients.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Asked one = all.get(0).asked();
    return consents.standings(
        patients, Objects.requireNonNull(one.practice().hosting()), one.caller().consent());
  }

  /** Once its intent is committed: if the patient has decided otherwise since, that one is over. */
  Future<Placed> decided(Placed placed, Map<String, Standing> now, Trace trace) {
    Standing standing = now.get(placed.asked().interaction().patient());
    return hosting(placed.asked()) == null
        ? Future.succeededFuture(placed)
        : decided(placed, standing, Objects.requireNonNull(trace.intent()), trace);
  }

  private Future<Placed> decided(Placed placed, @Nullable Standing now, UUID intent, Trace trace) {
    if (Objects.equals(now, placed.standing())) {
      return Future.succeededFuture(placed);
    }
    under(placed.asked(), now, trace);
    return anew(placed.under(now), intent, trace);
  }

  private Future<@Nullable Standing> decide(Asked asked, Trace trace) {
    return standing(asked).map(standing -> under(asked, standing, trace));
  }

  /** Null when nobody need have decided, or nobody has. */
  private Future<@Nullable Standing> standing(Asked asked) {
    String hosting = hosting(asked);
    return hosting == null
        ? Future.succeededFuture()
        : consents.standing(asked.interaction().patient(), hosting, asked.caller().consent());
  }

  private static @Nullable Standing under(Asked asked, @Nullable Standing standing, Trace trace) {
    String hosting = hosting(asked);
    return hosting == null || standing == null ? null : trace.under(hosting, standing);
  }

  /** Null when nobody need have decided. */
  private static @Nullable String hosting(Asked asked) {
    return asked.interaction().touchesNobody() ? null : asked.practice().hosting();
  }

  /**
   * Gives back the hold under which something was done, unless it is lost already: a mover may have
   * had the record since, and what was done would be nowhere.
   *
   * @param under where the records were as it was done
   */
  Future<Void> held(Hold hold, List<Placed> under) {
    return hold.commit().recover(lost -> InTurn.each(under, this::thereAfterAll).mapEmpty());
  }

  /**
   * While a record is erased from where it was, an answer from there may lack a part of it. That
   * does not begin at once: what was asked for before is answered whole.
   */
  Future<Void> stillThere(Placed placed) {
    return placed.lasts() ? Future.succeededFuture() : thereAfterAll(placed);
  }

  private Future<Void> thereAfterAll(Placed placed) {
    return hosts
        .placement(placed.asked().record())
        .compose(now -> now.equals(placed.placement()) ? Future.succeededFuture() : recordMoved());
  }

  /** Whether a host may be asked further of what it was asked: what was decided since counts. */
  Future<Void> stillOpen(Placed placed) {
    Asked asked = placed.asked();
    return hosting(asked) == null || placed.emergency()
        ? Future.succeededFuture()
        : standing(asked).compose(now -> openness.check(asked.interaction(), placed.host(), now));
  }

  private static <T> Future<T> recordMoved() {
    return Future.failedFuture(Openness.closed("record-moved").refused());
  }
}
