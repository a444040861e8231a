// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessRecordTest {

  @Test
  void aLivingProcessIsFoundAgain() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      String line = ProcessRecord.of("sleeper", process.toHandle()).line();

      assertThat(ProcessRecord.parse(line).flatMap(ProcessRecord::living))
          .contains(process.toHandle());
    } finally {
      Ending.end(process.toHandle(), Duration.ofSeconds(5));
    }
  }

  @Test
  void anotherProcessWithTheSameIdIsLeftAlone() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessRecord record = ProcessRecord.of("sleeper", process.toHandle());
      ProcessRecord earlier = new ProcessRecord("sleeper", record.pid(), record.start() - 10_000);

      assertThat(earlier.living()).isEmpty();
    } finally {
      Ending.end(process.toHandle(), Duration.ofSeconds(5));
    }
  }

  @Test
  void aProcessThatHasEndedIsNotLiving() throws Exception {
    Process process = new ProcessBuilder("true").start();
    ProcessRecord record = ProcessRecord.of("short", process.toHandle());
    process.waitFor();

    assertThat(record.living()).isEmpty();
  }

  @Test
  void linesThatAreSomethingElseAreIgnored() {
    assertThat(ProcessRecord.parse("")).isEmpty();
    assertThat(ProcessRecord.parse("a b c")).isEmpty();
    assertThat(ProcessRecord.parse("name 1 2 3")).isEmpty();
  }
}
