// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.ConsentProviderFactory;
import io.prunelle.keycloak.it.directory.DirectoryAway;
import io.prunelle.keycloak.it.memory.MemoryConsentFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.storage.UserStorageProviderFactory;

/**
 * Another provider than {@code jpa} keeps consent, by configuration alone; and what other providers
 * of Keycloak do to it.
 */
class ReplaceableProviderIT {
  private static RunningKeycloak keycloak;

  @BeforeAll
  static void start(@TempDir Path directory) {
    keycloak =
        Distribution.copy("keycloak-memory")
            .add(jar(directory.resolve("memory.jar")), "memory.jar")
            .start(
                "keycloak-memory.log",
                List.of("start-dev", "--db=dev-mem", "--spi-hosting-consent--provider=memory"));
  }

  @AfterAll
  static void stop() {
    keycloak.close();
  }

  @Test
  void theQuestionTheLedgerAndTheClaimComeFromTheOtherProvider() {
    TestRealm realm = TestRealm.create(keycloak);
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");

    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.html()).contains("Mémoire vive", "De mémoire");
    assertThat(browser.answer("PERMIT").isBack()).isTrue();

    assertThat(
            TestRealm.claims(browser.token())
                .path("hosting_consent")
                .path("hostings")
                .path(TestRealm.HOSTING)
                .path("decision")
                .asText())
        .isEqualTo("PERMIT");
    assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
  }

  @Test
  void aDirectoryThatIsAwayKeepsNobodyFromSigningInWhoIsNotOfIt() {
    TestRealm realm = TestRealm.create(keycloak);
    realm.patient("bob", LILAS);
    realm
        .admin(
            "POST",
            "/components",
            TestRealm.json(
                "{'name':'directory','providerId':'directory-away',"
                    + "'providerType':'org.keycloak.storage.UserStorageProvider'}"))
        .ok();

    HttpBrowser browser = new HttpBrowser(realm).signIn("bob");

    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.answer("DENY").isBack()).isTrue();
    JsonNode claims = TestRealm.claims(browser.token());
    assertThat(claims.path("patient_id").asText()).isEqualTo("pat-bob");
  }

  private static Path jar(Path file) {
    try {
      Path classes =
          Path.of(Examples.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path memory = classes.resolve(MemoryConsentFactory.class.getPackageName().replace('.', '/'));
      Path directory = classes.resolve(DirectoryAway.class.getPackageName().replace('.', '/'));
      try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
          Stream<Path> found = Files.list(memory);
          Stream<Path> away = Files.list(directory)) {
        for (Path each :
            Stream.concat(
                    Stream.concat(found, away),
                    Stream.of(
                        classes.resolve("io/prunelle/keycloak/Examples.class"),
                        classes.resolve("host.json")))
                .toList()) {
          add(jar, classes.relativize(each).toString(), Files.readAllBytes(each));
        }
        add(
            jar,
            "META-INF/services/" + ConsentProviderFactory.class.getName(),
            MemoryConsentFactory.class.getName().getBytes(StandardCharsets.UTF_8));
        add(
            jar,
            "META-INF/services/" + UserStorageProviderFactory.class.getName(),
            DirectoryAway.class.getName().getBytes(StandardCharsets.UTF_8));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
