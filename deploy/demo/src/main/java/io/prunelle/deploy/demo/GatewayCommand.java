// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands of the gateway, with the demo's configuration. */
final class GatewayCommand {

  private GatewayCommand() {}

  /** The command line that runs the gateway. */
  static List<String> of(Modules modules, List<String> arguments) throws Refusal, IOException {
    return modules.java("gateway", Modules.MEMORY, "io.prunelle.gateway.Gateway", arguments);
  }

  /** What commands that change tables need, and a gateway that serves must not have. */
  static Map<String, String> asOwner(Secrets secrets) {
    return Map.of(
        "GATEWAY_MIGRATION_USER",
        Databases.JOURNAL_OWNER,
        "GATEWAY_MIGRATION_PASSWORD",
        secrets.get(Secrets.JOURNAL_OWNER));
  }

  /** Runs one in the foreground and returns its exit code. */
  static int run(Layout layout, List<String> arguments)
      throws Refusal, IOException, InterruptedException {
    if (!Files.exists(layout.gatewayConfiguration())) {
      throw new Refusal("there is no configuration yet: start the demo first");
    }
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--config", layout.gatewayConfiguration().toString()));
    ProcessBuilder command = new ProcessBuilder(of(new Modules(layout.root()), all)).inheritIO();
    command.environment().putAll(asOwner(Secrets.in(layout.secrets())));
    Process process = command.start();
    // Of no effect on a process that has ended.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end the gateway's command"));
    return process.waitFor();
  }
}
