// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.process.Programs;
import java.nio.file.Files;
import java.util.List;

/** Stops and starts the journal's database of a running demo, to see what happens meanwhile. */
final class JournalCommand {

  private JournalCommand() {}

  /** Returns once it is gone, or back. */
  static int run(Layout layout, Ports ports, List<String> arguments) throws Exception {
    if (!Files.exists(layout.demoJson())) {
      throw new Refusal("the demo does not run");
    }
    Databases databases = new Databases(layout, ports, Secrets.in(layout.secrets()));
    Binaries binaries = databases.binaries();
    switch (String.join(" ", arguments)) {
      case "stop" -> databases.journal().stop(binaries);
      case "start" -> databases.startJournal(binaries, new Programs(layout.processes()));
      default -> throw new Refusal("usage: deploy/demo.sh journal stop|start");
    }
    return 0;
  }
}
