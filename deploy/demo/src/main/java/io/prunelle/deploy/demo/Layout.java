// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are.
 *
 * @param root of the working copy, where the modules have been built
 * @param state of this demo
 */
record Layout(Path root, Path state) {

  /** The state directory is {@code PRUNELLE_DEMO_DIR}, or below {@code deploy/target}. */
  static Layout of(Path root, Map<String, String> environment) {
    String state = environment.getOrDefault("PRUNELLE_DEMO_DIR", "");
    return new Layout(
        root,
        state.isBlank()
            ? root.resolve("deploy/target/demo")
            : Path.of(state).toAbsolutePath().normalize());
  }

  /** Creates the directories that the demo writes to. */
  void create() throws IOException {
    Files.createDirectories(data());
    Files.createDirectories(logs());
  }

  /** What a later start reuses, and {@code --reset} discards. */
  Path data() {
    return state.resolve("data");
  }

  /** Exists once the data are complete. */
  Path complete() {
    return data().resolve("complete");
  }

  Path secrets() {
    return data().resolve("secrets.properties");
  }

  /** What the gateway signs its journal with. */
  Path journalKey() {
    return data().resolve("journal.pem");
  }

  /** What hears where the journal ends: the database's owner alone could cut it unnoticed. */
  Path journalWitness() {
    return data().resolve("journal-witness.jsonl");
  }

  /** What anybody may verify the journal with. */
  Path journalPublicKey() {
    return data().resolve("journal.pub.pem");
  }

  Path logs() {
    return state.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** A FHIR server's own access log. */
  Path accessLog(String host) {
    return log("access-" + host);
  }

  Path demoJson() {
    return state.resolve("demo.json");
  }

  Path gatewayConfiguration() {
    return state.resolve("gateway.yaml");
  }

  Path ehrConfiguration() {
    return state.resolve("ehr.properties");
  }

  /** Locked as long as a demo runs on this state. */
  Path lock() {
    return state.resolve("lock");
  }

  /** Who holds the lock. */
  Path launcher() {
    return state.resolve("launcher");
  }

  /** What the launcher has started. */
  Path processes() {
    return state.resolve("processes");
  }

  /** What all demos of this working copy share: unpacked programs. */
  Path cache() {
    return root.resolve("deploy/demo/target");
  }
}
