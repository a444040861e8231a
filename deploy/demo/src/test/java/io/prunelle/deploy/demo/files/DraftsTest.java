// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftsTest {

  @TempDir private Path directory;

  @Test
  void aPrivateFileIsReadableByItsOwnerOnly() throws IOException {
    Path file = directory.resolve("secrets");

    Drafts.writePrivate(file, "first");
    Drafts.writePrivate(file, "second");

    assertThat(file).hasContent("second");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void whoFinishesSecondKeepsTheWorkOfTheFirst() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Files.writeString(first.resolve("content"), "first");
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.writeString(second.resolve("content"), "second");
    Path place = directory.resolve("place");

    Drafts.finish(first, place);
    Drafts.finish(second, place);

    assertThat(place.resolve("content")).hasContent("first");
    assertThat(files()).containsExactly(place);
  }

  @Test
  void aDeletedDirectoryIsGoneAndWhatALinkInItLeadsToIsNot() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "kept");
    Path deleted = Files.createDirectories(directory.resolve("deleted/deeper")).getParent();
    Files.createSymbolicLink(deleted.resolve("link"), kept);

    Drafts.delete(deleted);

    assertThat(files()).containsExactly(kept);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
