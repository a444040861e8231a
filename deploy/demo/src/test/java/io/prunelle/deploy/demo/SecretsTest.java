// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir private Path directory;

  @Test
  void secretsAreDrawnOnceAndDifferFromEachOther() throws IOException {
    Path file = directory.resolve("secrets.properties");

    Secrets drawn = Secrets.in(file);
    Secrets read = Secrets.in(file);

    assertThat(read.get(Secrets.PAGE_CLIENT))
        .isEqualTo(drawn.get(Secrets.PAGE_CLIENT))
        .isNotEqualTo(drawn.get(Secrets.GATEWAY_CLIENT))
        .matches("[A-Za-z0-9_-]{32}");
  }

  @Test
  void anotherSetOfDataHasOtherSecrets() throws IOException {
    assertThat(Secrets.in(directory.resolve("a")).get(Secrets.KEYCLOAK_ADMIN))
        .isNotEqualTo(Secrets.in(directory.resolve("b")).get(Secrets.KEYCLOAK_ADMIN));
  }

  @Test
  void secretsAreReadableByTheirOwnerOnly() throws IOException {
    Path file = directory.resolve("secrets.properties");
    Secrets secrets = Secrets.in(file);

    assertThat(secrets.get(Secrets.JOURNAL_OWNER)).isNotEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
