// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** CPU that all that takes part has used since, each apart. */
final class Work {

  private final Map<String, ProcessTree> processes;
  private final Map<String, Double> before = new LinkedHashMap<>();

  private Work(Map<String, ProcessTree> processes) {
    this.processes = processes;
    processes.forEach((name, process) -> before.put(name, process.cpuSeconds()));
  }

  static Work of(MovingField field) {
    Map<String, ProcessTree> processes = new LinkedHashMap<>();
    processes.put(Field.GATEWAY, field.gateway().process());
    processes.put("its PostgreSQL", field.journal().process());
    processes.put("both hosts", field.servers().process());
    processes.put("their PostgreSQL", field.servers().database());
    return new Work(processes);
  }

  /**
   * @param number of records that it is divided by
   */
  void since(String what, int number, Figures figures) {
    processes.forEach(
        (name, process) ->
            figures.add(
                what + ", CPU",
                name,
                "s/record",
                (process.cpuSeconds() - before.getOrDefault(name, 0.0)) / number));
  }
}
