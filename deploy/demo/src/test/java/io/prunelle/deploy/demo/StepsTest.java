// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StepsTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Progress progress = new Progress(new PrintStream(said, true, UTF_8));
  private final Steps steps = new Steps(progress);

  @Test
  void stepsThatDoNotDependOnEachOtherRunAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);

    steps.await(steps.step("one", () -> meet(both)), steps.step("two", () -> meet(both)));

    assertThat(said.toString(UTF_8)).contains("one (").contains("two (");
  }

  @Test
  void aStepGetsWhatTheStepBeforeItHasMade() throws Exception {
    var first = steps.step("first", () -> "made");
    var second = steps.step("second", () -> first.join() + " and used", first);

    steps.await(second);

    assertThat(second.join()).isEqualTo("made and used");
  }

  @Test
  void aFailureEndsTheWaitWhileOtherStepsStillRun() {
    CountDownLatch never = new CountDownLatch(1);
    var endless = steps.step("endless", () -> meet(never));
    var broken =
        steps.step(
            "broken",
            () -> {
              throw new IOException("no disk");
            });

    assertThatThrownBy(() -> steps.await(endless, broken))
        .isInstanceOf(Steps.Failed.class)
        .hasMessage("broken failed: no disk");
  }

  @Test
  void stepsAfterAFailedOneDoNotRunAndAreNotBlamed() {
    AtomicBoolean ran = new AtomicBoolean();
    var broken =
        steps.step(
            "broken",
            () -> {
              throw new IOException("no disk");
            });
    var after = steps.step("after", () -> ran.getAndSet(true), broken);

    assertThatThrownBy(() -> steps.await(after)).hasMessage("broken failed: no disk");
    assertThat(ran).isFalse();
  }

  @Test
  void nothingIsSaidAfterTheLastWord() {
    progress.last("Stopping");
    progress.say("late");

    assertThat(said.toString(UTF_8)).isEqualTo("Stopping" + System.lineSeparator());
  }

  private static boolean meet(CountDownLatch latch) throws InterruptedException {
    latch.countDown();
    return latch.await(10, TimeUnit.SECONDS);
  }
}
