// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.NamedPieces.Kept;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which names of an archive's pieces are asked for. */
class NamedPiecesTest {

  private static final UUID TRANSFER = UUID.fromString("00000000-0000-0000-0000-000000000001");

  private final Set<ResourceKey> there = new HashSet<>();
  private final List<List<ResourceKey>> asked = new ArrayList<>();

  private static List<ResourceKey> names(File file, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> ArchivePapers.name(TRANSFER, file, number))
        .toList();
  }

  private void look(Kept... files) {
    NamedPieces.each(
            List.of(files),
            names -> {
              asked.add(names);
              return Future.succeededFuture(
                  names.stream().filter(there::contains).collect(Collectors.toSet()));
            })
        .await();
  }

  private List<ResourceKey> all() {
    return asked.stream().flatMap(List::stream).toList();
  }

  @Test
  void thoseBehindSevenThatWereNeverThereAreFound() {
    there.addAll(names(File.VERSIONS, 0, 1));
    there.addAll(names(File.VERSIONS, 8, 9));

    look(new Kept(TRANSFER, File.VERSIONS, false));

    assertThat(all()).containsExactlyElementsOf(names(File.VERSIONS, 0, 17));
  }

  @Test
  void afterEightInARowThereIsNoneOfTheFile() {
    there.addAll(names(File.VERSIONS, 8, 9));

    look(new Kept(TRANSFER, File.VERSIONS, false));

    assertThat(all()).containsExactlyElementsOf(names(File.VERSIONS, 0, 8));
  }

  @Test
  void allFilesAreAskedForTogether() {
    look(new Kept(TRANSFER, File.INDEX, false), new Kept(TRANSFER, File.VERSIONS, false));

    List<ResourceKey> both = new ArrayList<>(names(File.INDEX, 0, 8));
    both.addAll(names(File.VERSIONS, 0, 8));
    assertThat(asked).containsExactly(both);
  }

  @Test
  void whatIsListedStillIsAskedForOnceBehindItsEnd() {
    there.addAll(names(File.VERSIONS, 0, 2));

    look(new Kept(TRANSFER, File.VERSIONS, true));

    assertThat(all()).containsExactlyElementsOf(names(File.VERSIONS, 0, 3));
  }

  @Test
  void nothingIsAskedForWhereNothingWasKept() {
    look();

    assertThat(asked).isEmpty();
  }
}
