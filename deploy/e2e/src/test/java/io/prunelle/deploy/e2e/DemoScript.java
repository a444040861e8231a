// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code deploy/demo.sh} with a state directory and ports of the tests' own. */
record DemoScript(Path script, Path directory, int portBase) {

  record Ended(int exit, String output) {}

  static DemoScript underTest() {
    return new DemoScript(
        Path.of(System.getProperty("demo.script")).normalize(),
        Path.of(System.getProperty("demo.directory")),
        Integer.getInteger("demo.port-base"));
  }

  Ended run(String... arguments) throws IOException {
    return run(Map.of(), arguments);
  }

  /** Checks a certificate of erasure with nothing but the public key. */
  Ended checkCertificate(Path certificate, Demo demo, Demo.User patient) throws IOException {
    return run(
        "gateway",
        "check-certificate",
        certificate.toString(),
        "--public-key",
        demo.text("/journal/publicKey"),
        "--patient",
        patient.patientId());
  }

  /** Starts the script, whose output goes to a file. */
  Process start(Map<String, String> environment, Path output, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What is under test was built by the Maven run that runs this test.
    builder.environment().put("PRUNELLE_SKIP_BUILD", "1");
    builder.environment().put("PRUNELLE_DEMO_DIR", directory.toString());
    builder.environment().put("PRUNELLE_PORT_BASE", Integer.toString(portBase));
    builder.environment().putAll(environment);
    return builder.redirectOutput(output.toFile()).start();
  }

  /** Runs the script to its end, ten minutes at most. */
  Ended run(Map<String, String> environment, String... arguments) throws IOException {
    Path output = Files.createTempFile("demo", ".out");
    try {
      Process process = start(environment, output, arguments);
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(
            "demo.sh took over ten minutes:\n" + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
