// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.files.Drafts;
import io.prunelle.deploy.demo.keycloak.User;
import io.prunelle.deploy.demo.process.ProcessRecord;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the demo from its start to its end. */
final class Launcher {

  private final Layout layout;
  private final Ports ports;
  private final Progress progress;
  private final Programs programs;
  private final RunningDemo running;

  Launcher(Layout layout, Ports ports, Progress progress) {
    this.layout = layout;
    this.ports = ports;
    this.progress = progress;
    this.programs = new Programs(layout.processes());
    this.running = new RunningDemo(layout);
  }

  /**
   * Starts the demo and stays until the process is told to end, or a part of the demo ends by
   * itself.
   *
   * @param reset whether to discard the data of former starts
   * @return the exit code
   */
  int run(boolean reset) throws IOException, InterruptedException, Refusal {
    Files.createDirectories(layout.state());
    running.claim();
    running.endLeftovers();
    ports.checkFree();
    if (reset || !Files.exists(layout.complete())) {
      // What an interrupted first start has left is of no use.
      Drafts.delete(layout.data());
    }
    layout.create();
    Secrets secrets = Secrets.in(layout.secrets());
    Databases databases = new Databases(layout, ports, secrets);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(databases), "stop"));
    try {
      List<User> users =
          new Start(layout, ports, programs, databases, secrets, new Steps(progress)).run();
      Addresses addresses = new Addresses(ports);
      progress.say(new Welcome(addresses, secrets.get(Secrets.KEYCLOAK_ADMIN), layout).text(users));
      // Last, for whoever waits for the file expects everything else to have happened.
      new DemoJson(layout, addresses, databases, secrets).write(users, pids(databases));
      progress.last(programs.firstEnd().join().getMessage());
    } catch (Steps.Failed | IOException e) {
      progress.last(e.getMessage());
    }
    return 1;
  }

  private Map<String, Long> pids(Databases databases) {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("launcher", ProcessHandle.current().pid());
    for (ProcessRecord program : programs.records()) {
      pids.put(program.name(), program.pid());
    }
    databases.records().pid().ifPresent(pid -> pids.put("postgres-records", pid));
    databases.journal().pid().ifPresent(pid -> pids.put("postgres-journal", pid));
    return pids;
  }

  private void stop(Databases databases) {
    progress.last("Stopping …");
    try {
      Files.deleteIfExists(layout.demoJson());
      programs.end();
      databases.stop();
      Files.deleteIfExists(layout.processes());
      Files.deleteIfExists(layout.launcher());
      System.out.println("Stopped.");
    } catch (IOException e) {
      System.err.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
