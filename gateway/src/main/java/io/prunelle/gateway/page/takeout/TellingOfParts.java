// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rest.R4;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells of parts of a record, and need not name its patient: a host's {@code $everything} does
 * not have to give it. It is asked for along with what it tells of, a type at a time, for by itself
 * nobody could tell whose it is; so whose it is the gateway judges as in any answer.
 */
final class TellingOfParts {

  /** By which parameter each tells of something; AuditEvents of hosts are served to nobody. */
  private static final Map<String, String> TELLING =
      new TreeMap<>(Map.of("List", "item", "Provenance", "target"));

  static final Set<String> TYPES = Set.copyOf(TELLING.keySet());

  /** What has them tells whose they are. */
  private static final Set<String> NAMED_BY = Set.of("Provenance");

  private static final int MANY = 100;

  /** What copies a record. */
  interface Copying {

    /** Whether there is no more room or time, or the record has gone. */
    boolean isOver();

    /** Of which types something was copied by now. */
    Set<String> types();

    Future<Buffer> ask(String path, String query);

    /** May be the same again. */
    Future<Void> keep(RecordResource telling);

    /** Whether nothing more can be read of the record, why so ever; then that is noted. */
    boolean ends(Throwable failure);
  }

  /**
   * What may not have been found.
   *
   * @param types of which there may be others
   * @param inPassing whether some could not be looked for just now, and may be another time
   */
  record Lacking(SortedSet<String> types, boolean inPassing) {}

  private final Vertx vertx;
  private final Copying copying;
  private final String patient;
  private final Set<String> asked = new HashSet<>();
  private final SortedSet<String> notSearched = new TreeSet<>();
  private boolean inPassing;

  TellingOfParts(Vertx vertx, Copying copying, String patient) {
    this.vertx = vertx;
    this.copying = copying;
    this.patient = patient;
  }

  /**
   * Copies all that is found, until it {@linkplain Copying#isOver() is over}.
   *
   * @return what it was refused to look for, or could not be looked for
   */
  Future<Lacking> copied() {
    return InTurn.each(this::left, type -> along(type, TELLING.keySet(), MANY))
        .map(read -> new Lacking(notSearched, inPassing));
  }

  /** A List that was found may be told of in turn. */
  private Iterator<String> left() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !copying.isOver() && following().isPresent();
      }

      @Override
      public String next() {
        String type = following().orElseThrow(NoSuchElementException::new);
        asked.add(type);
        return type;
      }
    };
  }

  private Optional<String> following() {
    return copying.types().stream()
        .filter(type -> !asked.contains(type) && whose(type).isPresent())
        .findFirst();
  }

  /** By which parameter it is searched whose they are; empty of what is nobody's. */
  private static Optional<String> whose(String type) {
    return NAMED_BY.contains(type)
        ? Optional.empty()
        : Stream.of("patient", "subject")
            .filter(parameter -> R4.parameter(type, parameter).isPresent())
            .findFirst();
  }

  private Future<Void> along(String type, Set<String> telling, int count) {
    String brought =
        telling.stream()
            .sorted()
            .map(one -> "&_revinclude=" + one + ":" + TELLING.get(one))
            .collect(Collectors.joining());
    String query = whose(type).orElseThrow() + "=Patient/" + patient + brought + "&_count=" + count;
    return pages("/" + type, query).recover(failure -> without(type, telling, count, failure));
  }

  private Future<Void> without(String type, Set<String> telling, int count, Throwable failure) {
    if (count > 1 && Endings.isTooMany(failure)) {
      return along(type, telling, count / 10);
    } else if (copying.ends(failure)) {
      return read();
    }
    boolean refused = Endings.refuses(failure);
    inPassing |= !refused;
    if (!refused || telling.size() == 1) {
      notSearched.addAll(telling);
      return read();
    }
    // A host may know of one of them alone
    return InTurn.each(telling, one -> copying.isOver() ? read() : along(type, Set.of(one), count));
  }

  /** One page after the other, and none of them kept: a record may be larger than the memory. */
  private Future<Void> pages(String path, String query) {
    Onward onward = new Onward(new Page(path, query));
    return InTurn.each(() -> onward, page -> page(page, onward));
  }

  private Future<Void> page(Page page, Onward onward) {
    return copying
        .ask(page.path(), page.query())
        .compose(json -> vertx.executeBlocking(() -> RecordPage.of(json), false))
        .compose(
            read -> {
              onward.to(read.next());
              return InTurn.each(
                  read.resources().stream().filter(one -> TYPES.contains(one.type())).toList(),
                  copying::keep);
            });
  }

  private record Page(String path, String query) {}

  /** The pages, as each names the next one. */
  private final class Onward implements Iterator<Page> {
    private @Nullable Page next;

    private Onward(Page first) {
      this.next = first;
    }

    private void to(@Nullable String link) {
      next = link == null ? null : new Page("", link);
    }

    @Override
    public boolean hasNext() {
      return next != null && !copying.isOver();
    }

    @Override
    public Page next() {
      Page now = next;
      if (now == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return now;
    }
  }

  private static Future<Void> read() {
    return Future.succeededFuture();
  }
}
