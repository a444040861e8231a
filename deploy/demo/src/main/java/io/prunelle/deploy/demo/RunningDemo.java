// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.prunelle.deploy.demo.process.Ending;
import io.prunelle.deploy.demo.process.ProcessRecord;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one demo that may run on a state directory: claiming it, finding it, stopping it. */
final class RunningDemo {

  private static final Duration GRACE = Duration.ofSeconds(90);

  private final Layout layout;
  // Kept, for a lock ends with its channel, and a channel with its last reference.
  private @Nullable FileChannel claimed;

  RunningDemo(Layout layout) {
    this.layout = layout;
  }

  /**
   * Makes this process the running demo, until it ends.
   *
   * @throws Refusal if another one is
   */
  void claim() throws IOException, Refusal {
    claimed = FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (claimed.tryLock() == null) {
      claimed.close();
      throw new Refusal("already running: " + where());
    }
    Files.writeString(
        layout.launcher(), ProcessRecord.of("launcher", ProcessHandle.current()).line() + "\n");
  }

  /**
   * Makes sure that there is none.
   *
   * @throws Refusal if there is one
   */
  void checkNone() throws IOException, Refusal {
    try (FileChannel channel =
            FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new Refusal("already running: " + where());
      }
    }
  }

  /** Ends it and all it has started; returns whether there was anything to end. */
  boolean stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> launcher = launcher();
    launcher.ifPresent(process -> Ending.end(process, GRACE));
    boolean leftovers = endLeftovers();
    Files.deleteIfExists(layout.launcher());
    return launcher.isPresent() || leftovers;
  }

  /** Ends what a launcher that was killed could not end itself. */
  boolean endLeftovers() throws IOException, InterruptedException {
    boolean any = !Programs.endRemembered(layout.processes()).isEmpty();
    if (Files.exists(layout.secrets())) {
      Databases databases = new Databases(layout, new Ports(0), Secrets.in(layout.secrets()));
      any |= databases.records().runs() || databases.journal().runs();
      databases.stop();
    }
    Files.deleteIfExists(layout.demoJson());
    return any;
  }

  private Optional<ProcessHandle> launcher() throws IOException {
    return Files.exists(layout.launcher())
        ? ProcessRecord.parse(Files.readString(layout.launcher())).flatMap(ProcessRecord::living)
        : Optional.empty();
  }

  private String where() throws IOException {
    return Files.exists(layout.demoJson())
        ? new ObjectMapper().readTree(layout.demoJson().toFile()).path("page").asText()
        : "it is still starting, see " + layout.log("demo");
  }
}
