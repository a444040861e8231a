// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that is larger than the memory of the gateway that copies it. */
final class LargeRecordTest {

  private static final int MEBIBYTES = 80;

  @TempDir Path folder;

  @Test
  void aRecordLargerThanTheHeapIsCopiedWhole() throws Exception {
    try (TakeoutFixture fixture = new TakeoutFixture()) {
      Path log = folder.resolve("log");
      Process small = start(fixture.database, log);
      try {
        Archive archive =
            Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .failFast(() -> assertThat(small.isAlive()).as(() -> read(log)).isTrue())
                .until(
                    () ->
                        TakeoutFixture.get(fixture.takeouts.latest(TakeoutFixture.ANNE))
                            .orElse(null),
                    latest -> latest != null && latest.state() != Archive.State.PREPARING);

        assertThat(archive.state()).as(() -> read(log)).isEqualTo(Archive.State.READY);
        assertThat(archive.resources()).isEqualTo(MEBIBYTES * 100L);
        assertThat(resources(fixture, archive)).isEqualTo(MEBIBYTES * 100L);
      } finally {
        small.destroyForcibly().waitFor();
      }
    }
  }

  private static Process start(TestDatabase database, Path log) throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                String.valueOf(database.settings().port()),
                database.settings().name(),
                database.gateway().id(),
                database.gateway().secret(),
                String.valueOf(MEBIBYTES)))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static long resources(TakeoutFixture fixture, Archive archive) throws Exception {
    long lines = 0;
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(fixture.download(archive.id()).body()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        for (byte octet : content) {
          lines += entry.getName().endsWith(".ndjson") && octet == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
