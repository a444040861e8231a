// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What distinguishes one server of this process from the next. */
record ServerSettings(
    String id,
    int port,
    String jdbcUrl,
    String user,
    String password,
    Path accessLog,
    Setting setting) {

  /**
   * Reads the servers named by the key {@code servers}, in that order.
   *
   * @throws IllegalArgumentException naming the first key that is missing or wrong
   */
  static List<ServerSettings> of(Properties properties) {
    return Stream.of(required(properties, "servers").split("[, ]+"))
        .map(id -> server(properties, id))
        .toList();
  }

  /** The FHIR base URL under which this server is reached and which it writes into its links. */
  String baseUrl() {
    return "http://127.0.0.1:" + port + "/fhir";
  }

  private static ServerSettings server(Properties properties, String id) {
    return new ServerSettings(
        id,
        port(properties, id + ".port"),
        required(properties, id + ".jdbc-url"),
        required(properties, id + ".user"),
        required(properties, id + ".password"),
        Path.of(required(properties, id + ".access-log")),
        setting(properties, id + ".setting"));
  }

  private static Setting setting(Properties properties, String key) {
    try {
      return Setting.named(properties.getProperty(key, "generous").strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private static int port(Properties properties, String key) {
    String value = required(properties, key);
    if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
      throw new IllegalArgumentException(key + ": " + value + " is not a port");
    }
    return Integer.parseInt(value);
  }

  private static String required(Properties properties, String key) {
    return Optional.ofNullable(properties.getProperty(key))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException(key + ": missing"));
  }
}
