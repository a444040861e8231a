// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The names of pieces of archives, of which nothing tells how many there are: those of each file
 * one after the other, until several in a row were never there. One alone may be deleted, and a
 * host answers as if it had never been there: with 404 instead of 410, or once its versions are
 * expunged.
 */
final class NamedPieces {

  private static final int IN_A_ROW = 8;

  /**
   * One file of the archive that a transfer has kept.
   *
   * @param listed whether what lists the pieces is known: then no search is needed behind one that
   *     is not there
   */
  record Kept(UUID transfer, File file, boolean listed) {

    private ResourceKey name(int number) {
      return ArchivePapers.name(transfer, file, number);
    }

    private int inRow() {
      return listed ? 1 : IN_A_ROW;
    }
  }

  /**
   * How far a file was looked for.
   *
   * @param end the number behind the last piece that is there, or was
   * @param asked behind the last one that was asked for
   */
  private record Reach(Kept kept, int end, int asked) {

    private int next() {
      return end + kept.inRow();
    }

    List<ResourceKey> names() {
      return IntStream.range(asked, next()).mapToObj(kept::name).toList();
    }

    Reach after(Set<ResourceKey> there) {
      int behind =
          IntStream.range(asked, next())
              .filter(number -> there.contains(kept.name(number)))
              .map(last -> last + 1)
              .reduce(end, Math::max);
      return new Reach(kept, behind, next());
    }

    boolean isWhole() {
      return asked == next();
    }
  }

  private NamedPieces() {}

  /**
   * Of all these files at once.
   *
   * @param there which of some are there, or were until somebody deleted them
   */
  static Future<Void> each(
      List<Kept> files, Function<List<ResourceKey>, Future<Set<ResourceKey>>> there) {
    return Loop.from(
        files.stream().map(kept -> new Reach(kept, 0, 0)).toList(),
        open ->
            open.isEmpty()
                ? Future.succeededFuture(null)
                : there
                    .apply(open.stream().flatMap(file -> file.names().stream()).toList())
                    .map(
                        found ->
                            open.stream()
                                .map(file -> file.after(found))
                                .filter(file -> !file.isWhole())
                                .toList()));
  }
}
