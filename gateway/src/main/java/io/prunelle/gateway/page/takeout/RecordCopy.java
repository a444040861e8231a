// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.prunelle.gateway.page.takeout.Attachments.Content;
import io.prunelle.gateway.page.takeout.RecordOf.Ending;
import io.prunelle.gateway.page.takeout.RecordReader.Reading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Copies the record that a practice has of a patient into an archive, a page at a time. A host that
 * never comes to an end does not keep the patient from the rest: the copy is cut, and says so.
 */
final class RecordCopy {

  /** What names a patient outside of their compartment: $everything does not have to give it. */
  private static final List<String> BEYOND =
      List.of("Contract", "Device", "GuidanceResponse", "Task");

  private static final String FIRST = "_count=100";

  /** Where that is too much for one request. */
  private static final String FEWER = "_count=10";

  private static final String EARLIER = "earlier-versions";
  private static final int MOST_PAGES = 10_000;
  private static final int MOST_BINARIES = 5_000;
  private static final int MOST_ATTEMPTS = 3;

  /** Of which a name is in memory; of more than these one may be there twice. */
  private static final int MOST_OTHERS = 50_000;

  private final Vertx vertx;
  private final Reading reading;
  private final Sink sink;
  private final String practice;
  private final String patient;
  private final Share share;
  private final LongFunction<Future<Void>> progress;

  private final ByType resources;
  private final ByType versions;
  private final PastVersions past;
  private final Set<String> wanted = new HashSet<>();

  /** Those that were not asked for yet; a Binary may lead to others. */
  private final Queue<String> binaries = new ArrayDeque<>();

  private final Set<String> seen = new HashSet<>();

  /** Of those that may come twice. */
  private final Set<String> others = new HashSet<>();

  private final SortedSet<String> notSearched = new TreeSet<>();

  private @Nullable Ending ending;
  private @Nullable String next = FIRST;

  /** Whether a page of it was read. */
  private boolean begun;

  /** Whether the record itself was read, and what tells of its parts is. */
  private boolean telling;

  /** Whether for that there was no more room or time. */
  private boolean ranOut;

  /** Whether that may be had another time. */
  private boolean inPassing;

  private boolean tooManyVersions;
  private int pages;
  private long bytes;
  private long count;
  private long attachments;
  private long earlier;
  private long missing;

  /**
   * What one record may take of an archive.
   *
   * @param bytes before compression
   * @param files of resources and of attachments
   * @param deadline as {@link System#nanoTime} counts
   */
  record Share(long bytes, long files, long deadline, Duration pause) {
    boolean isOver() {
      return System.nanoTime() - deadline > 0;
    }
  }

  /**
   * Nothing copied yet.
   *
   * @param progress told how many resources were copied; a failure of it ends the copy
   */
  RecordCopy(
      Vertx vertx,
      Reading reading,
      Sink sink,
      String practice,
      String patient,
      Share share,
      LongFunction<Future<Void>> progress) {
    this.vertx = vertx;
    this.reading = reading;
    this.sink = sink;
    this.practice = practice;
    this.patient = patient;
    this.share = share;
    this.progress = progress;
    this.resources = new ByType(sink, folder());
    this.versions = new ByType(sink, folder() + EARLIER + "/");
    this.past = new PastVersions(vertx);
  }

  /** All that can be had. Fails only when the archive cannot go on. */
  Future<RecordOf> copied() {
    return InTurn.each(this::pages, this::page)
        .compose(read -> InTurn.each(BEYOND, this::beyond))
        .compose(read -> InTurn.each(this::asked, this::binary))
        .compose(read -> before())
        // Once the record itself is there: to look for these costs about as much again
        .compose(read -> ending == null ? parts() : read())
        .compose(read -> resources.end())
        .compose(written -> versions.end())
        .map(written -> told());
  }

  private RecordOf told() {
    if (ranOut) {
      notSearched.addAll(TellingOfParts.TYPES);
      missing += binaries.stream().filter(id -> !seen.contains(id)).count();
    }
    Ending whole = tooManyVersions ? Ending.CUT : Ending.WHOLE;
    return new RecordOf(
        practice,
        ending == null ? whole : ending,
        resources.counts(),
        attachments,
        earlier + versions.files(),
        missing,
        notSearched,
        inPassing);
  }

  /** What tells of parts of it, and was not given with it. The record is whole without. */
  private Future<Void> parts() {
    telling = true;
    pages = 0;
    return searched()
        .compose(read -> InTurn.each(this::asked, this::binary))
        .compose(read -> before());
  }

  private Future<Void> searched() {
    return new TellingOfParts(
            vertx,
            new TellingOfParts.Copying() {
              @Override
              public boolean isOver() {
                return RecordCopy.this.isOver();
              }

              @Override
              public Set<String> types() {
                return resources.counts().keySet();
              }

              @Override
              public Future<Buffer> ask(String path, String query) {
                return counted(path, query);
              }

              @Override
              public Future<Void> keep(RecordResource telling) {
                return take(telling);
              }

              @Override
              public boolean ends(Throwable failure) {
                return RecordCopy.this.ends(failure);
              }
            },
            patient)
        .copied()
        .map(
            lacking -> {
              notSearched.addAll(lacking.types());
              inPassing = lacking.inPassing();
              return null;
            });
  }

  private boolean isOver() {
    return ending != null || ranOut;
  }

  /** Of room or time. */
  private void runOut() {
    if (telling) {
      ranOut = true;
    } else {
      ending = Ending.CUT;
    }
  }

  /** Of pages there may be so many, and for so long. */
  private Future<Buffer> counted(String path, String query) {
    if (share.isOver() || ++pages > MOST_PAGES) {
      runOut();
    }
    return attempt(path, query, 1).compose(json -> progress.apply(count).map(json));
  }

  /** What was changed where the record is now; what was before it came there is in it already. */
  private Future<Void> before() {
    return past.copied(
            new PastVersions.Copying() {
              @Override
              public boolean isOver() {
                return RecordCopy.this.isOver();
              }

              @Override
              public Future<Buffer> ask(String path, String query) {
                return counted(path, query);
              }

              @Override
              public Future<Void> keep(RecordResource version) {
                return isOver() || exceeds(version.line().length(), versions.filesFor(version))
                    ? read()
                    : versions.add(version);
              }

              @Override
              public Future<Boolean> failed(Throwable failure) {
                return Future.succeededFuture(untold(failure));
              }
            })
        .map(
            tooMany -> {
              tooManyVersions = tooMany;
              return null;
            });
  }

  /** Whether a host does not tell of versions, which it says at once. */
  private boolean untold(Throwable failure) {
    boolean refused = refuses(failure);
    return !Endings.isGone(failure) && (refused || ending != null);
  }

  /** Whether it will fail however often it is asked for, while the rest may be read. */
  private boolean refuses(Throwable failure) {
    if (ends(failure)) {
      return false;
    } else if (!Endings.refuses(failure)) {
      missing++;
      return false;
    }
    return true;
  }

  /** Whether nothing else may be read either. */
  private boolean ends(Throwable failure) {
    // Throws when the archive cannot go on
    Ending why = Endings.of(failure, false);
    if (why == Ending.UNREADABLE) {
      return false;
    }
    ending = why;
    return true;
  }

  private static Future<Void> read() {
    return Future.succeededFuture();
  }

  private String folder() {
    return "record/" + practice + "/";
  }

  /** As long as one leads to another. */
  private Iterator<String> pages() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return next != null && ending == null;
      }

      @Override
      public String next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        String query = next;
        // Until it says which follows
        next = null;
        return query;
      }
    };
  }

  /** As long as there is one that was not asked for. */
  private Iterator<String> asked() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !binaries.isEmpty() && !isOver();
      }

      @Override
      public String next() {
        return binaries.remove();
      }
    };
  }

  private Future<Void> page(String query) {
    boolean first = !begun;
    if (share.isOver() || ++pages > MOST_PAGES) {
      ending = Ending.CUT;
      return read();
    }
    return attempt(first ? "/Patient/" + patient + "/$everything" : "", query, 1)
        .compose(
            json -> vertx.executeBlocking(() -> RecordPage.of(json), false).compose(this::take))
        .recover(
            failure -> {
              if (first && query.equals(FIRST) && Endings.isTooMany(failure)) {
                next = FEWER;
                return read();
              }
              ending = Endings.of(failure, first);
              return read();
            })
        .compose(taken -> progress.apply(count));
  }

  /** Of that type, what has not come yet. */
  private Future<Void> beyond(String type) {
    return Loop.from(
        new Asked("/" + type, "patient=Patient/" + patient + "&" + FIRST),
        asked -> beyond(type, asked));
  }

  private Future<@Nullable Asked> beyond(String type, Asked asked) {
    if (ending != null) {
      return Future.succeededFuture(null);
    } else if (share.isOver() || ++pages > MOST_PAGES) {
      ending = Ending.CUT;
      return Future.succeededFuture(null);
    }
    return attempt(asked.path(), asked.query(), 1)
        .compose(json -> vertx.executeBlocking(() -> RecordPage.of(json), false))
        .compose(
            page -> {
              List<RecordResource> found =
                  page.resources().stream()
                      .filter(resource -> resource.type().equals(type))
                      .toList();
              // Pages of anything else are no answer to what was asked
              String more = found.isEmpty() && !page.resources().isEmpty() ? null : page.next();
              return InTurn.each(found, this::take)
                  .compose(taken -> progress.apply(count))
                  .map(told -> more == null ? null : Asked.next(more));
            })
        .recover(
            failure -> {
              // Throws when the archive cannot go on
              Ending why = Endings.of(failure, false);
              // A host that has no such type, or does not search it, says so at once
              if (!asked.isFirst() || why != Ending.UNREADABLE) {
                ending = why;
              } else if (!Endings.refuses(failure)) {
                missing++;
              }
              return Future.succeededFuture(null);
            });
  }

  private Future<Buffer> attempt(String path, @Nullable String query, int number) {
    return reading
        .get(practice, path, query)
        .recover(
            failure ->
                number == MOST_ATTEMPTS || !Endings.passes(failure) || share.isOver()
                    ? Future.failedFuture(failure)
                    : vertx
                        .timer(share.pause().toMillis(), TimeUnit.MILLISECONDS)
                        // A host may take its time for each
                        .compose(waited -> renewed())
                        .compose(held -> attempt(path, query, number + 1)));
  }

  private Future<Void> renewed() {
    return progress
        .apply(count)
        .recover(failure -> Future.failedFuture(TakeoutFailure.of(failure)));
  }

  private Future<Void> take(RecordPage page) {
    begun = true;
    next = page.next();
    return InTurn.each(page.resources(), this::take);
  }

  private Future<Void> take(RecordResource resource) {
    if (isThereAlready(resource)) {
      return read();
    }
    if (isOver() || exceeds(resource.line().length(), resources.filesFor(resource))) {
      // Of what tells of parts it is said that there may be others, and of documents how many lack
      missing += telling && resource.type().equals("Binary") ? 1 : 0;
      return read();
    }
    count++;
    past.met(resource);
    if (resource.type().equals("Binary")) {
      seen.add(resource.id());
    }
    Future<Void> added = resources.add(resource);
    return resource.mayHaveContent()
        ? added
            .compose(done -> vertx.executeBlocking(() -> Attachments.in(resource), false))
            .compose(found -> keep(resource, found))
        : added;
  }

  private boolean isThereAlready(RecordResource resource) {
    String type = resource.type();
    boolean again = BEYOND.contains(type) || TellingOfParts.TYPES.contains(type);
    String name = type + "/" + resource.id();
    return again && (others.size() < MOST_OTHERS ? !others.add(name) : others.contains(name));
  }

  private Future<Void> keep(RecordResource resource, Attachments found) {
    found.binaries().stream()
        .filter(id -> wanted.size() < MOST_BINARIES && wanted.add(id))
        .forEach(binaries::add);
    return InTurn.each(found.contents(), content -> keep(resource, content));
  }

  private Future<Void> keep(RecordResource resource, Content content) {
    if (isOver() || exceeds(content.bytes().length(), 1)) {
      return read();
    }
    // The number first: names that differ in case alone are one to some file systems
    String name =
        String.format(
            Locale.ROOT,
            "%s%s/%05d-%s-%s.%s",
            folder(),
            content.earlier() ? EARLIER : "attachments",
            content.earlier() ? ++earlier : ++attachments,
            resource.type(),
            resource.id(),
            content.ending());
    return sink.file(name, content.bytes(), 1);
  }

  private boolean exceeds(long moreBytes, int moreFiles) {
    if (bytes + moreBytes > share.bytes()
        || resources.files() + versions.files() + attachments + earlier + moreFiles
            > share.files()) {
      runOut();
      return true;
    }
    bytes += moreBytes;
    return false;
  }

  /** What a document's resource leads to and does not hold. */
  private Future<Void> binary(String id) {
    if (seen.contains(id)) {
      return read();
    }
    if (share.isOver()) {
      runOut();
      // It was not asked for
      binaries.add(id);
      return read();
    }
    seen.add(id);
    return attempt("/Binary/" + id, null, 1)
        .compose(json -> vertx.executeBlocking(() -> RecordResource.of(json), false))
        .compose(this::take)
        .recover(
            failure -> {
              // Throws when the archive cannot go on
              Endings.of(failure, false);
              if (!Endings.isGone(failure)) {
                missing++;
              }
              return read();
            })
        .compose(taken -> progress.apply(count));
  }
}
