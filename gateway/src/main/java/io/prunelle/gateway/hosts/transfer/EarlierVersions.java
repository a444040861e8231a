// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.RECORD_BUSY;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.SOURCE_CHANGED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.ExactJson;
import io.prunelle.gateway.hosts.fhir.HostHistory;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.VersionedItems.Carried;
import io.prunelle.gateway.hosts.transfer.VersionedReferences.Found;
import io.prunelle.gateway.hosts.transfer.VersionedReferences.Reference;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one record: each version that the source has but the current one, a page at a
 * time, with when the current one was written there, and what is left out.
 */
final class EarlierVersions {

  private static final int TOGETHER = 40;

  /** As hosts count that count: nothing came before. */
  private static final String FIRST = "1";

  private final Run run;
  private final Guards guards;
  private final VersionedItems items;
  private final Capabilities can;
  private final ArchivePapers papers;
  private final Shelf shelf;
  private final Ownership ownership;
  private final VersionedReferences references;
  private final ArchiveFile index;
  private final ArchiveFile versions;
  private final long room;

  /** Whether the source is written to further on: of that nothing is taken. */
  private final boolean livesOn;

  private long carried;
  private long leftOut;

  /**
   * @param piece of a file, in bytes
   * @param room for versions, in bytes
   */
  EarlierVersions(
      Run run,
      Guards guards,
      VersionedItems items,
      CopiedItems copied,
      Capabilities can,
      ArchivePapers papers,
      int piece,
      long room) {
    this.run = run;
    this.guards = guards;
    this.items = items;
    this.can = can;
    this.papers = papers;
    this.shelf = new Shelf(run, copied);
    this.ownership = Ownership.of(run.patient());
    this.references = new VersionedReferences(run, items);
    this.index = new ArchiveFile(piece, bytes -> keep(File.INDEX, bytes));
    this.versions = new ArchiveFile(piece, bytes -> keep(File.VERSIONS, bytes));
    this.room = room;
    this.livesOn = run.kind() == Move.Kind.COPY;
  }

  private Future<Void> keep(File file, Buffer bytes) {
    return shelf.put(papers.piece(file, bytes));
  }

  Future<Archived> archived() {
    return references
        .read()
        .compose(known -> all())
        .compose(read -> references.tell(this::note))
        .compose(told -> versions.end())
        .compose(ended -> index.end())
        .compose(ended -> list())
        // A list of an attempt before may have been written late, and name what is cleared
        .compose(
            listed ->
                clear(File.VERSIONS).compose(cleared -> clear(File.INDEX)).map(cleared -> listed));
  }

  private Future<Void> all() {
    return KeyPages.each(
        after ->
            guards
                .notPaused(run)
                .compose(free -> unlessItHasToLeave())
                .compose(stays -> items.carried(run, after, TOGETHER)),
        carried -> carried.key().toString(),
        some -> InTurn.each(some, this::archive));
  }

  /** A record that was copied lives on, and may have to leave its host meanwhile. */
  private Future<Void> unlessItHasToLeave() {
    return (livesOn ? guards.mayStay(run) : Future.succeededFuture(true))
        .compose(
            stays ->
                stays
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new TransferFailure(RECORD_BUSY, "it has to leave its host")));
  }

  private Future<Void> clear(File file) {
    return shelf.clear(piece -> papers.name(file, piece), papers.pieces(file));
  }

  private Future<Archived> list() {
    if (papers.pieces(File.INDEX) == 0) {
      return Future.succeededFuture(Archived.NOTHING);
    }
    Resource document = papers.document();
    return shelf
        .put(document)
        .map(put -> new Archived(document.digest(), carried, leftOut, shelf.papers(), false));
  }

  private Future<Void> archive(Carried item) {
    if (!item.gone()) {
      references.met(item.key(), item.version(), item.theirs() ? Found.EARLIER : Found.CARRIED);
    }
    return (item.theirs() && !item.gone() ? own(item) : Future.<Void>succeededFuture())
        .compose(kept -> history(item));
  }

  /** What the destination has in another form is carried here alone, or it would be nowhere. */
  private Future<Void> own(Carried item) {
    List<Resource> found = new ArrayList<>();
    return run.source()
        .fetch(
            List.of(item.key()),
            page -> {
              page.stream()
                  .filter(resource -> resource.digest().equals(item.digest()))
                  .forEach(found::add);
              return Future.succeededFuture();
            })
        .compose(
            fetched -> {
              if (found.isEmpty() && !livesOn) {
                // It is about to be erased
                throw new TransferFailure(SOURCE_CHANGED, item.key().toString());
              } else if (found.isEmpty()) {
                return leave(item, "not-shown", 1);
              }
              carried++;
              return versions.add(found.get(0).body());
            });
  }

  private Future<Void> history(Carried item) {
    if (!can.histories().contains(item.key().type())) {
      return note(item, null);
    }
    AtomicInteger earlier = new AtomicInteger();
    boolean asked = item.gone() || !item.version().equals(FIRST);
    return (asked ? past(item, earlier) : Future.<Void>succeededFuture())
        .compose(shown -> note(item, earlier.get()));
  }

  private Future<Void> past(Carried item, AtomicInteger earlier) {
    AtomicBoolean shown = new AtomicBoolean();
    Function<List<PastVersion>, Future<?>> each =
        page -> {
          shown.set(true);
          return InTurn.each(
              page,
              version ->
                  item.is(version) || (livesOn && item.isBefore(version))
                      ? Future.succeededFuture()
                      : past(item, version, earlier));
        };
    return versions(item, shown, each)
        .compose(
            missing ->
                shown.get() || missing > 0
                    ? Future.succeededFuture(missing)
                    : noneShownAgain(item, each))
        .compose(
            missing -> missing > 0 ? leave(item, "not-shown", missing) : Future.succeededFuture())
        .recover(
            failure ->
                failure instanceof TransferFailure known && known.reason() == TOO_LARGE
                    ? leave(item, "too-large", 1)
                    : Future.failedFuture(failure));
  }

  private Future<Integer> versions(
      Carried item, AtomicBoolean shown, Function<List<PastVersion>, Future<?>> each) {
    HostHistory history = run.source().history();
    return history
        .versions(item.key(), item.gone(), each)
        .recover(
            failure ->
                (refused(failure) && !shown.get()
                        ? isThere(item.key())
                        : Future.succeededFuture(true))
                    .compose(
                        there ->
                            there
                                ? Future.failedFuture(failure)
                                : history.versions(item.key(), true, each)));
  }

  private static boolean refused(Throwable failure) {
    return failure instanceof TransferFailure known && known.refusal();
  }

  /**
   * What stands before a host that is down may answer 404 to everything for a while. So that there
   * are none counts when the host says so once more, after it was seen to have the patient's record
   * still: it shows the Patient, or that somebody has deleted it.
   */
  private Future<Integer> noneShownAgain(
      Carried item, Function<List<PastVersion>, Future<?>> each) {
    ResourceKey patient = ResourceKey.patient(run.patient());
    return isThere(patient)
        .compose(there -> there ? Future.succeededFuture(true) : run.source().deleted(patient))
        .compose(
            known ->
                known
                    ? run.source().history().versions(item.key(), true, each)
                    : Future.failedFuture(new TransferFailure(NO_RECORD, patient.toString())));
  }

  /**
   * What the source has lost without a trace has no versions. While it is in use where the record
   * lives nothing is erased, and it is named then.
   */
  private Future<Boolean> isThere(ResourceKey key) {
    AtomicBoolean there = new AtomicBoolean();
    return run.source()
        .read(
            List.of(key),
            page -> {
              there.compareAndSet(false, !page.isEmpty());
              return Future.succeededFuture();
            })
        .map(read -> there.get());
  }

  private Future<Void> past(Carried item, PastVersion version, AtomicInteger earlier) {
    if (!version.resource().key().equals(item.key())) {
      throw new TransferFailure(UNREADABLE, "versions of another resource than " + item.key());
    }
    if (ownership.namesAnother(version)) {
      return leave(version, "another-patient");
    } else if (!version.resource().whole()) {
      return leave(version, "not-shown");
    } else if (versions.bytes() + version.line().length() >= room) {
      return leave(version, "too-large");
    }
    carried++;
    earlier.incrementAndGet();
    references.met(item.key(), version.resource().version(), Found.EARLIER);
    return versions.add(version.line());
  }

  private Future<Void> leave(PastVersion version, String why) {
    leftOut++;
    references.met(version.resource().key(), version.resource().version(), Found.LEFT_OUT);
    Map<String, @Nullable Object> line =
        line(version.resource().key(), version.resource().version(), version.resource().updated());
    line.put("leftOut", why);
    return index.add(ExactJson.write(line));
  }

  private Future<Void> leave(Carried item, String why, int number) {
    leftOut += number;
    Map<String, @Nullable Object> line = line(item.key(), "", null);
    line.put("leftOut", why);
    line.put("number", number(number));
    return index.add(ExactJson.write(line));
  }

  /**
   * @param earlier how many versions were there before; null when the host does not tell
   */
  private Future<Void> note(Carried item, @Nullable Integer earlier) {
    if (item.updated() == null && !item.theirs() && (earlier == null || earlier == 0)) {
      return Future.succeededFuture();
    }
    Map<String, @Nullable Object> line = line(item.key(), item.version(), item.updated());
    if (item.gone()) {
      line.put("deleted", true);
    }
    if (item.theirs()) {
      line.put("notCarried", true);
    }
    if (earlier != null) {
      line.put("earlier", number(earlier));
    }
    return index.add(ExactJson.write(line));
  }

  /** Which version a reference means: where the record lives now its number is another one's. */
  private Future<Void> note(Reference reference) {
    Map<String, @Nullable Object> line = line(reference.from(), "", null);
    line.put("refersTo", reference.to());
    line.put("found", reference.found().word());
    return index.add(ExactJson.write(line));
  }

  private static Map<String, @Nullable Object> line(
      ResourceKey key, String version, @Nullable Instant updated) {
    Map<String, @Nullable Object> line = new TreeMap<>();
    line.put("resource", key.toString());
    if (!version.isEmpty()) {
      line.put("versionId", version);
    }
    if (updated != null) {
      line.put("lastUpdated", updated.toString());
    }
    return line;
  }

  private static ExactJson.Numeral number(int value) {
    return new ExactJson.Numeral(String.valueOf(value));
  }
}
