// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Keys of a file that have nothing at all behind them: YAML's null, which SmallRye's source, though
 * it reads by the same parser, leaves out as if the key was not there.
 */
final class EmptyKeys {

  private EmptyKeys() {}

  /**
   * Looks for one.
   *
   * @param yaml that can be parsed
   * @throws InvalidSettings naming the first
   */
  static void refuse(String yaml) {
    // SmallRye's source takes a file of several documents
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      refuse("", document);
    }
  }

  private static void refuse(String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, under) -> refuse(key.isEmpty() ? "" + name : key + "." + name, under));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        refuse(key + "[" + i + "]", list.get(i));
      }
    } else if (value == null && !key.isEmpty()) {
      throw Keys.empty(key);
    }
  }
}
