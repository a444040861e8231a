// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.nio.file.Path;

/** Reads settings from a YAML file and the environment. */
final class SettingsReader {

  private final Path file;

  SettingsReader(Path file) {
    this.file = file;
  }

  Settings read() {
    throw new InvalidSettings("gateway", "cannot read " + file);
  }
}
