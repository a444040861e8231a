// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.Items.Carried;
import io.prunelle.gateway.hosts.transfer.VersionsPage.PastVersion;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Items items;
  private final Capabilities can;
  private final ArchivePapers papers;
  private final Shelf shelf;
  private final Ownership ownership;
  private final ArchiveFile index;
  private final ArchiveFile versions;
  private final long room;
  private long carried;
  private long leftOut;

  /**
   * @param piece of a file, in bytes
   * @param room for versions, in bytes
   */
  EarlierVersions(
      Run run,
      Guards guards,
      Items items,
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
    this.index = new ArchiveFile(piece, bytes -> keep(File.INDEX, bytes));
    this.versions = new ArchiveFile(piece, bytes -> keep(File.VERSIONS, bytes));
    this.room = room;
  }

  private Future<Void> keep(File file, Buffer bytes) {
    return shelf.put(papers.piece(file, bytes));
  }

  Future<Archived> archived() {
    return Loop.from(
            "",
            after ->
                guards
                    .notPaused(run)
                    .compose(free -> items.carried(run, after, TOGETHER))
                    .compose(
                        some ->
                            some.isEmpty()
                                ? Future.succeededFuture(null)
                                : InTurn.each(some, this::archive)
                                    .map(some.get(some.size() - 1).key().toString())))
        .compose(read -> versions.end())
        .compose(ended -> index.end())
        .compose(ended -> clear(File.VERSIONS))
        .compose(cleared -> clear(File.INDEX))
        .compose(cleared -> list());
  }

  private Future<Void> clear(File file) {
    return shelf.clear(piece -> papers.name(file, piece), papers.pieces(file));
  }

  private Future<Archived> list() {
    if (papers.pieces(File.INDEX) == 0) {
      return Future.succeededFuture(Archived.NOTHING);
    }
    Resource document = papers.document();
    return shelf.put(document).map(new Archived(document.digest(), carried, leftOut));
  }

  private Future<Void> archive(Carried item) {
    if (!can.histories().contains(item.key().type())) {
      return note(item, null);
    }
    AtomicInteger earlier = new AtomicInteger();
    boolean asked = item.gone() || !item.version().equals(FIRST);
    return (asked ? past(item, earlier) : Future.<Void>succeededFuture())
        .compose(shown -> note(item, earlier.get()));
  }

  private Future<Void> past(Carried item, AtomicInteger earlier) {
    return run.source()
        .history()
        .versions(
            item.key(),
            item.gone(),
            page ->
                InTurn.each(
                    page,
                    version ->
                        item.is(version) ? Future.succeededFuture() : past(item, version, earlier)))
        .compose(
            missing -> missing > 0 ? leave(item, "not-shown", missing) : Future.succeededFuture())
        .recover(
            failure ->
                failure instanceof TransferFailure known && known.reason() == TOO_LARGE
                    ? leave(item, "too-large", 1)
                    : Future.failedFuture(failure));
  }

  private Future<Void> past(Carried item, PastVersion version, AtomicInteger earlier) {
    if (!version.resource().key().equals(item.key())) {
      throw new TransferFailure(UNREADABLE, "versions of another resource than " + item.key());
    }
    if (ownership.namesAnother(version)) {
      return leave(version, "another-patient");
    } else if (versions.bytes() + version.line().length() >= room) {
      return leave(version, "too-large");
    }
    carried++;
    earlier.incrementAndGet();
    return versions.add(version.line());
  }

  private Future<Void> leave(PastVersion version, String why) {
    leftOut++;
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
    if (item.updated() == null && (earlier == null || earlier == 0)) {
      return Future.succeededFuture();
    }
    Map<String, @Nullable Object> line = line(item.key(), item.version(), item.updated());
    if (item.gone()) {
      line.put("deleted", true);
    }
    if (earlier != null) {
      line.put("earlier", number(earlier));
    }
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
