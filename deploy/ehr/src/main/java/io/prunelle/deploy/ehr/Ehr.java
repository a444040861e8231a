// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;

/**
 * Runs the HAPI FHIR JPA servers of a configuration file in one process until it is told to end.
 */
public final class Ehr {

  private Ehr() {}

  /**
   * Starts the servers one after the other and prints a line with {@code ready} for each.
   *
   * @param args the path of a properties file: {@code servers} lists the ids; for each id {@code
   *     ID.port}, {@code ID.jdbc-url}, {@code ID.user}, {@code ID.password} and {@code
   *     ID.access-log}, and, if it is to be {@code plain}, {@code ID.setting}
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      fail("usage: ehr CONFIGURATION-FILE");
    }
    List<ServerSettings> servers = List.of();
    try {
      servers = ServerSettings.of(read(Path.of(args[0])));
    } catch (IllegalArgumentException | IOException e) {
      fail(args[0] + ": " + e.getMessage());
    }
    Deque<FhirServer> started = new ArrayDeque<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "stop"));
    for (ServerSettings settings : servers) {
      FhirServer server = new FhirServer(settings);
      synchronized (started) {
        started.push(server);
      }
      server.start();
      System.out.println(settings.id() + " ready at " + settings.baseUrl());
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static void stop(Deque<FhirServer> started) {
    synchronized (started) {
      started.forEach(FhirServer::close);
    }
  }

  private static void fail(String line) {
    System.err.println(line);
    System.exit(2);
  }
}
