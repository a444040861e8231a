// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands of {@code deploy/demo.sh}. */
public final class Demo {

  private static final int REFUSED = 2;
  private static final String SEE = ", see deploy/demo.sh help";

  private final Layout layout;
  private final Ports ports;

  private Demo(Layout layout, Ports ports) {
    this.layout = layout;
    this.ports = ports;
  }

  /**
   * Exit codes: 0 all went well; 1 a step failed, or a part of the running demo ended by itself; 2
   * nothing was done, and a line says why; otherwise that of the gateway's command.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> environment = System.getenv();
    try {
      Path root = Path.of(System.getProperty("prunelle.root", ".")).toAbsolutePath().normalize();
      Demo demo = new Demo(Layout.of(root, environment), Ports.of(environment));
      System.exit(demo.run(List.of(args)));
    } catch (Refusal e) {
      System.err.println(e.getMessage());
      System.exit(REFUSED);
    }
  }

  private int run(List<String> args) throws Exception {
    if (args.isEmpty() || args.get(0).matches("--(detach|reset)")) {
      return start(args);
    }
    String command = args.get(0);
    List<String> rest = args.subList(1, args.size());
    return switch (command) {
      case "start" -> start(rest);
      case "stop" -> stop(rest);
      case "gateway" -> GatewayCommand.run(layout, rest);
      case "journal" -> JournalCommand.run(layout, ports, rest);
      default -> throw new Refusal("unknown command " + command + SEE);
    };
  }

  private int start(List<String> options) throws Exception {
    for (String option : options) {
      if (!Set.of("--detach", "--reset").contains(option)) {
        throw new Refusal("unknown option " + option + SEE);
      }
    }
    boolean reset = options.contains("--reset");
    return options.contains("--detach")
        ? new Background(layout).start(reset ? List.of("--reset") : List.of())
        : new Launcher(layout, ports, new Progress(System.out)).run(reset);
  }

  private int stop(List<String> options) throws Exception {
    if (!options.isEmpty()) {
      throw new Refusal("stop takes no options" + SEE);
    }
    System.out.println(new RunningDemo(layout).stop() ? "Stopped." : "Nothing was running.");
    return 0;
  }
}
