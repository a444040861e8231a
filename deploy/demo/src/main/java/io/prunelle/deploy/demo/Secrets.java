// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.files.Drafts;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Passwords and client secrets: drawn once for each set of data, each used for one thing. */
final class Secrets {

  static final String RECORDS_SUPERUSER = "postgres.records";
  static final String JOURNAL_SUPERUSER = "postgres.journal";
  static final String KEYCLOAK_DATABASE = "database.keycloak";
  static final String CLOUD_DATABASE = "database.nuage_sante";
  static final String ON_PREMISE_DATABASE = "database.cabinet";
  static final String JOURNAL_OWNER = "database.prunelle_owner";
  static final String JOURNAL_GATEWAY = "database.prunelle_gateway";
  static final String KEYCLOAK_ADMIN = "keycloak.admin";
  static final String GATEWAY_CLIENT = "client.gateway";
  static final String PAGE_CLIENT = "client.page";

  private static final List<String> ALL =
      List.of(
          RECORDS_SUPERUSER,
          JOURNAL_SUPERUSER,
          KEYCLOAK_DATABASE,
          CLOUD_DATABASE,
          ON_PREMISE_DATABASE,
          JOURNAL_OWNER,
          JOURNAL_GATEWAY,
          KEYCLOAK_ADMIN,
          GATEWAY_CLIENT,
          PAGE_CLIENT);
  private static final int BYTES = 24;

  private final Properties values;

  private Secrets(Properties values) {
    this.values = values;
  }

  /** Reads them from the file, after drawing them if it does not exist. */
  static Secrets in(Path file) throws IOException {
    if (!Files.exists(file)) {
      SecureRandom random = new SecureRandom();
      Drafts.writePrivate(
          file,
          ALL.stream().map(name -> name + "=" + draw(random) + "\n").collect(Collectors.joining()));
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    }
    return new Secrets(values);
  }

  /** Letters, digits, {@code -} and {@code _}: safe in SQL, YAML, JSON and URLs. */
  String get(String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("no secret " + name);
    }
    return value;
  }

  private static String draw(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
