// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeSet;

/** Where settings come from: a YAML file, and the environment, which overrides it. */
final class SettingsFile {

  private static final int ABOVE_THE_FILE = 300;

  private SettingsFile() {}

  /**
   * Reads them.
   *
   * @param today by which certificates are judged
   */
  static Settings read(Path path, Map<String, String> environment, LocalDate today) {
    String text = text(path);
    YamlConfigSource file = yaml(path, text);
    RepeatedKeys.refuse(text);
    EmptyKeys.refuse(text);
    // Without SmallRye's interceptors: nothing expands ${…} inside a password
    Keys keys =
        new Keys(
            new SmallRyeConfigBuilder()
                .withSources(file, new EnvConfigSource(environment, ABOVE_THE_FILE))
                .build());
    Settings settings = new SettingsReader(keys, today).read();
    refuseUnknown(file, keys);
    return settings;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new InvalidSettings("--config", file + " cannot be read");
    }
  }

  private static YamlConfigSource yaml(Path file, String text) {
    try {
      return new YamlConfigSource(file.toString(), text);
    } catch (RuntimeException notYaml) {
      throw new InvalidSettings("--config", file + " is not YAML");
    }
  }

  /**
   * Only the file is held to known keys: Kubernetes puts GATEWAY_PORT and the like into the
   * environment for any service of that name.
   */
  private static void refuseUnknown(YamlConfigSource file, Keys keys) {
    for (String key : new TreeSet<>(file.getPropertyNames())) {
      if (!keys.knows(key)) {
        throw new InvalidSettings(key, "is not a known key");
      }
    }
  }
}
