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
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /** Of which a name is in memory; of more than these one may be there twice. */
  private static final int MOST_OTHERS = 50_000;

  private final Vertx vertx;
  private final Requests requests;
  private final RecordFiles files;
  private final String practice;
  private final String patient;
  private final Share share;
  private final LongFunction<Future<Void>> progress;

  private final PastVersions past;
  private final Binaries binaries = new Binaries();

  /** Of those that may come twice. */
  private final Set<String> others = new HashSet<>();

  private final SortedSet<String> notSearched = new TreeSet<>();

  private @Nullable Ending ending;
  private @Nullable Asked next;

  /** Whether the record itself was read, and what tells of its parts is. */
  private boolean telling;

  /** Whether for that there was no more room or time. */
  private boolean ranOut;

  /** Whether that may be had another time. */
  private boolean inPassing;

  private boolean tooManyVersions;
  private long count;
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
    this.requests = new Requests(vertx, reading, practice, share, () -> progress.apply(count));
    this.files = new RecordFiles(sink, practice, share);
    this.practice = practice;
    this.patient = patient;
    this.share = share;
    this.progress = progress;
    this.past = new PastVersions(vertx);
    this.next = Asked.first("/Patient/" + patient + "/$everything", "");
  }

  /** All that can be had. Fails only when the archive cannot go on. */
  Future<RecordOf> copied() {
    return InTurn.each(this::pages, this::page)
        .compose(read -> InTurn.each(BEYOND, this::beyond))
        .compose(read -> InTurn.each(() -> binaries.waiting(this::isOver), this::binary))
        .compose(read -> before())
        // Once the record itself is there: to look for these costs about as much again
        .compose(read -> ending == null ? parts() : read())
        .compose(read -> files.end())
        .map(written -> told());
  }

  private RecordOf told() {
    if (ranOut) {
      notSearched.addAll(TellingOfParts.TYPES);
      missing += binaries.lacking();
    }
    Ending whole = tooManyVersions || binaries.tooMany() ? Ending.CUT : Ending.WHOLE;
    return new RecordOf(
        practice,
        ending == null ? whole : ending,
        files.counts(),
        files.attachments(),
        files.earlier(),
        missing,
        notSearched,
        inPassing);
  }

  /** What tells of parts of it, and was not given with it. The record is whole without. */
  private Future<Void> parts() {
    telling = true;
    requests.countAnew();
    return searched()
        .compose(read -> InTurn.each(() -> binaries.waiting(this::isOver), this::binary))
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
                return files.counts().keySet();
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
    if (requests.isLastPage()) {
      runOut();
    }
    return requests.get(path, query).compose(json -> progress.apply(count).map(json));
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
                return isOver() || isFull(files.hasRoomForVersion(version))
                    ? read()
                    : files.addVersion(version);
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

  /** Whether host or gateway do not tell of versions, which they say at once. */
  private boolean untold(Throwable failure) {
    if (ends(failure)) {
      return true;
    } else if (Endings.isGone(failure) || Endings.isNobodys(failure)) {
      return false;
    } else if (Endings.isNotOffered(failure)) {
      return true;
    }
    missing++;
    return false;
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

  /** As long as one leads to another. */
  private Iterator<Asked> pages() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return next != null && ending == null;
      }

      @Override
      public Asked next() {
        Asked now = next;
        if (now == null) {
          throw new NoSuchElementException();
        }
        // Until it says which follows
        next = null;
        return now;
      }
    };
  }

  private Future<Void> page(Asked asked) {
    if (requests.isLastPage()) {
      ending = Ending.CUT;
      return read();
    }
    return requests
        .get(asked.path(), asked.query())
        .compose(
            json -> vertx.executeBlocking(() -> RecordPage.of(json), false).compose(this::take))
        .recover(
            failure -> {
              next = asked.less(failure);
              if (next == null) {
                ending = ending(failure, asked);
              }
              return read();
            })
        .compose(taken -> progress.apply(count));
  }

  /** A page that another led to cannot be asked for in smaller parts. */
  private static Ending ending(Throwable failure, Asked asked) {
    return !asked.isFirst() && Endings.isTooMany(failure)
        ? Ending.CUT
        : Endings.of(failure, asked.isFirst());
  }

  /** Of that type, what has not come yet. */
  private Future<Void> beyond(String type) {
    return Loop.from(
        Asked.first("/" + type, "patient=Patient/" + patient), asked -> beyond(type, asked));
  }

  private Future<@Nullable Asked> beyond(String type, Asked asked) {
    if (ending != null) {
      return Future.succeededFuture(null);
    } else if (requests.isLastPage()) {
      ending = Ending.CUT;
      return Future.succeededFuture(null);
    }
    return requests
        .get(asked.path(), asked.query())
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
              Asked less = asked.less(failure);
              if (less != null) {
                return Future.succeededFuture(less);
              } else if (!asked.isFirst()) {
                ending = ending(failure, asked);
              } else if (!ends(failure)
                  // A host that has no such type, or does not search it, says so at once
                  && (Endings.isTooMany(failure) || !Endings.refuses(failure))) {
                missing++;
              }
              return Future.succeededFuture(null);
            });
  }

  private Future<Void> take(RecordPage page) {
    String more = page.next();
    next = more == null ? null : Asked.next(more);
    return InTurn.each(page.resources(), this::take);
  }

  private Future<Void> take(RecordResource resource) {
    if (isThereAlready(resource)) {
      return read();
    }
    if (isOver() || isFull(files.hasRoomFor(resource))) {
      // Of what tells of parts it is said that there may be others, and of documents how many lack
      missing += telling && resource.type().equals("Binary") ? 1 : 0;
      return read();
    }
    count++;
    past.met(resource);
    if (resource.type().equals("Binary")) {
      binaries.see(resource.id());
    }
    Future<Void> added = files.add(resource);
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
    binaries.want(found.binaries());
    return InTurn.each(found.contents(), content -> keep(resource, content));
  }

  private Future<Void> keep(RecordResource resource, Content content) {
    return isOver() || isFull(files.hasRoomFor(content)) ? read() : files.add(resource, content);
  }

  private boolean isFull(boolean room) {
    if (!room) {
      runOut();
    }
    return !room;
  }

  /** What a document's resource leads to and does not hold. */
  private Future<Void> binary(String id) {
    if (binaries.saw(id)) {
      return read();
    }
    if (share.isOver() || !binaries.mayAsk()) {
      runOut();
      // It was not asked for
      binaries.putBack(id);
      return read();
    }
    binaries.ask(id);
    return requests
        .get("/Binary/" + id, null)
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
