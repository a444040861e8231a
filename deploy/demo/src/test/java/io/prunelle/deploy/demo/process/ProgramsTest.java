// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

  @TempDir private Path directory;
  private Path file;
  private Programs programs;

  @BeforeEach
  void create() {
    file = directory.resolve("processes");
    programs = new Programs(file);
  }

  @AfterEach
  void end() {
    programs.end();
  }

  @Test
  void whatAProgramStartedEndsWithIt() throws Exception {
    // Given a shell that has started another process
    Running shell = programs.start(shell("shell", "sleep 300 & wait"));
    await().until(() -> shell.handle().descendants().count() == 1);
    ProcessHandle child = shell.handle().descendants().findFirst().orElseThrow();

    programs.end();

    assertThat(shell.handle().isAlive()).isFalse();
    await().atMost(Duration.ofSeconds(5)).until(() -> !child.isAlive());
  }

  @Test
  void aProgramThatIgnoresTheSignalIsKilled() throws Exception {
    Process deaf =
        new ProcessBuilder("bash", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
            .start();
    assertThat(deaf.inputReader().readLine()).isEqualTo("ready");

    Ending.end(deaf.toHandle(), Duration.ofMillis(300));

    assertThat(deaf.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theOneStartedLastEndsWhileTheOthersStillRun() throws Exception {
    // Given a program and another that, when told to end, looks whether the first one is there
    Running first = programs.start(shell("first", "exec sleep 300"));
    Path seen = directory.resolve("seen");
    Path ready = directory.resolve("ready");
    programs.start(
        shell(
            "last",
            "trap 'kill -0 %d && touch %s; exit' TERM; touch %s; while :; do sleep 0.1; done"
                .formatted(first.handle().pid(), seen, ready)));
    await().until(() -> Files.exists(ready));

    programs.end();

    assertThat(seen).exists();
    assertThat(first.handle().isAlive()).isFalse();
  }

  @Test
  void nothingIsStartedOnceTheDemoIsBeingStopped() {
    programs.end();

    assertThatThrownBy(() -> programs.start(shell("late", "true")))
        .hasMessage("the demo is being stopped");
  }

  @Test
  void aFailureTellsTheEndOfTheLog() {
    assertThatThrownBy(() -> programs.run(shell("broken", "echo first; echo last >&2; exit 3")))
        .isInstanceOf(ProgramFailed.class)
        .hasMessageContaining("broken ended with code 3")
        .hasMessageContaining(directory.resolve("broken.log").toString())
        .hasMessageContaining("    last");
  }

  @Test
  void aProgramThatEndsIsNotWaitedFor() {
    assertThatThrownBy(
            () ->
                programs
                    .start(shell("early", "echo no database; exit 1"))
                    .await(Duration.ofMinutes(1), () -> false))
        .hasMessageContaining("early ended with code 1")
        .hasMessageContaining("no database");
  }

  @Test
  void aProgramThatNeverGetsReadyIsToldFromOneThatEnds() {
    assertThatThrownBy(
            () ->
                programs
                    .start(shell("slow", "exec sleep 300"))
                    .await(Duration.ofMillis(300), () -> false))
        .hasMessageContaining("slow was not ready after 0 s");
  }

  @Test
  void theFirstProgramThatEndsByItselfIsNamed() throws Exception {
    programs.start(shell("stays", "exec sleep 300"));
    programs.start(shell("goes", "exit 7"));

    assertThat(programs.firstEnd().get(10, TimeUnit.SECONDS))
        .hasMessageContaining("goes ended with code 7");
  }

  @Test
  void aLaterLauncherEndsWhatAKilledOneHasLeft() throws Exception {
    // Given a program that another launcher started, and that it has not ended
    Running left = programs.start(shell("left", "exec sleep 300"));

    List<String> names = Programs.endRemembered(file);

    assertThat(names).containsExactly("left");
    assertThat(left.handle().isAlive()).isFalse();
    assertThat(file).doesNotExist();
  }

  private Launch shell(String name, String script) {
    return new Launch(name, List.of("bash", "-c", script), directory.resolve(name + ".log"));
  }
}
