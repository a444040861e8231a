// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.process.Ending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Starts the demo in the background and stays until it is ready. */
final class Background {

  private static final Duration GRACE = Duration.ofSeconds(90);
  private static final long BETWEEN_LOOKS_MILLIS = 100;

  private final Layout layout;

  Background(Layout layout) {
    this.layout = layout;
  }

  /**
   * Passes on what the launcher says.
   *
   * @param arguments of the launcher in the background
   * @return 0 once the demo is ready, the launcher's exit code if it never is
   * @throws Refusal if a demo runs already
   */
  int start(List<String> arguments) throws IOException, InterruptedException, Refusal {
    Files.createDirectories(layout.logs());
    // The launcher claims the state itself; this is to leave a running demo's files alone.
    new RunningDemo(layout).checkNone();
    Files.deleteIfExists(layout.demoJson());
    Process launcher = launch(arguments);
    AtomicBoolean waiting = new AtomicBoolean(true);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> giveUp(launcher, waiting), "give up"));
    try (FileChannel said = FileChannel.open(layout.log("demo"))) {
      boolean ended = false;
      boolean ready = false;
      while (!ended && !ready) {
        ended = launcher.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        ready = Files.exists(layout.demoJson());
        pass(said);
      }
      waiting.set(false);
      return ended ? launcher.exitValue() : 0;
    }
  }

  // Who interrupts the wait does not want the demo any more.
  private static void giveUp(Process launcher, AtomicBoolean waiting) {
    if (waiting.get()) {
      Ending.end(launcher.toHandle(), GRACE);
    }
  }

  private Process launch(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(detacher());
    command.add(Modules.java());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dprunelle.root=" + layout.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(layout.log("demo").toFile())
        .start();
  }

  // In a session of its own the launcher outlives the terminal; where there is no setsid it at
  // least does not mind that the terminal is closed.
  private static String detacher() {
    return Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "setsid")))
        ? "setsid"
        : "nohup";
  }

  private static void pass(FileChannel said) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (said.read(buffer) > 0) {
      System.out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    System.out.flush();
  }
}
