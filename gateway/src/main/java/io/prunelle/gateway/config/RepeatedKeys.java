// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys that a document has twice, which YAML 1.2.2, 3.2.1.1, forbids: SmallRye's source lets the
 * last one stand, and all that was under the others is lost as if it had not been written. A
 * further document of the file may say otherwise.
 */
final class RepeatedKeys {

  private RepeatedKeys() {}

  /**
   * Looks for one.
   *
   * @param yaml that can be parsed
   * @throws InvalidSettings naming the first
   */
  static void refuse(String yaml) {
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .composeAll(new StringReader(yaml))
        .forEach(document -> refuse("", document));
  }

  private static void refuse(String key, Node value) {
    if (value instanceof MappingNode map) {
      refuse(key, map.getValue());
    } else if (value instanceof SequenceNode list) {
      List<Node> elements = list.getValue();
      for (int i = 0; i < elements.size(); i++) {
        refuse(key + "[" + i + "]", elements.get(i));
      }
    }
  }

  private static void refuse(String key, List<NodeTuple> map) {
    Set<String> names = new HashSet<>();
    for (NodeTuple entry : map) {
      // SmallRye's source takes each as the text that it is
      if (entry.getKeyNode() instanceof ScalarNode name) {
        String under = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
        if (!names.add(name.getValue())) {
          throw new InvalidSettings(under, "is given twice");
        }
        // What is merged in gives way to what stands beside it
        if (!name.getTag().equals(Tag.MERGE)) {
          refuse(under, entry.getValueNode());
        }
      }
    }
  }
}
