// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.erasure.CertificateCheck;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.erasure.ErasureSamples;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patients read and keep their certificates of erasure, and nobody else's. */
class MyCertificatesTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final PageFixture page = PageFixture.withJournal(database);
  private UUID certificate;
  private TestBrowser anne;

  @BeforeEach
  void certify() {
    certificate =
        (UUID)
            database
                .rows(
                    "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent,"
                        + " state, ended_at) VALUES ('cabinet-des-lilas', 'p1', 'nuage-sante',"
                        + " 'cabinet', true, 'certified', now()) RETURNING id")
                .get(0)
                .get("id");
    Pools pools = Pools.of(page.vertx, page.settings().database());
    Certification certification =
        new Certification(KeyFile.signing(TestKeys.journal()), Clock.systemUTC());
    PageFixture.get(
        pools
            .work()
            .withTransaction(
                connection ->
                    certification.issue(
                        connection, ErasureSamples.erasure(certificate, "p1", true))));
    PageFixture.get(pools.stop());
    anne = patient("anne", "p1");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  private TestBrowser patient(String subject, String patient) {
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, "/my", subject, patient);
    return browser;
  }

  private String path() {
    return "/my/certificates/" + certificate;
  }

  private List<Map<String, Object>> looks() {
    return database.rows(
        "SELECT e.*, o.status FROM journal.entry e JOIN journal.outcome o ON o.entry = e.id"
            + " WHERE interaction = 'certificate' ORDER BY e.id");
  }

  @Test
  void thePatientFindsItOnTheirPageReadsItAndKeepsOneThatVerifies() {
    assertThat(anne.get("/my").body())
        .contains("href=\"" + path() + "\"", "Former copy erased at Nuage Santé");

    HttpResponse<String> read = anne.get(path());
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).contains("Certificate of erasure", "Nuage Santé SAS", "1,234 items");

    HttpResponse<String> kept = anne.get(path() + ".jws");
    assertThat(kept.statusCode()).isEqualTo(200);
    assertThat(kept.headers().firstValue("Content-Type")).contains("application/jose");
    assertThat(kept.headers().firstValue("Content-Disposition").orElse("")).contains(".jws");
    assertThat(
            new CertificateCheck(
                    new Keyring(KeyFile.trusted(TestKeys.journal())),
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .check(kept.body().getBytes(StandardCharsets.US_ASCII), "p1"))
        .isTrue();
  }

  @Test
  void eachLookAtItIsWrittenDown() {
    anne.get(path());
    anne.get(path() + ".jws");

    assertThat(looks())
        .hasSize(2)
        .allSatisfy(
            look ->
                assertThat(look)
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "anne")
                    .containsEntry("practice", "cabinet-des-lilas")
                    .containsEntry("host", "nuage-sante")
                    .containsEntry("status", 200));
    assertThat(anne.get("/my/accesses").body()).contains("Read a certificate of erasure");
  }

  @Test
  void anothersIsAnsweredLikeOneThatIsNotThere() {
    TestBrowser bob = patient("bob", "p2");
    String never = "/my/certificates/" + UUID.randomUUID();

    for (String ending : List.of("", ".jws")) {
      HttpResponse<String> anothers = bob.get(path() + ending);
      HttpResponse<String> none = bob.get(never + ending);
      assertThat(anothers.statusCode()).isEqualTo(404).isEqualTo(none.statusCode());
      assertThat(anothers.body()).isEqualTo(none.body());
    }
    assertThat(bob.get("/my").body()).doesNotContain("/my/certificates/");
    assertThat(looks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%00", "00000000-0000-0000-0000-000000000000.zip", "0'--.jws"})
  void nonsenseIsNotThere(String name) {
    assertThat(anne.get("/my/certificates/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void whoIsNotSignedInComesBackToItAfterwards() {
    TestBrowser later = page.browser();

    assertThat(TestBrowser.location(page.signIn(later, path(), "anne", "p1"))).isEqualTo(path());
  }

  @Test
  void theyAreInTheFileWithEverythingHeldAboutThePatient() throws IOException {
    anne.post("/my/data", TestBrowser.form(anne.get("/my/data").body(), "/my/data"));
    Matcher link =
        Pattern.compile("/my/data/[0-9a-f-]{36}\\.zip")
            .matcher(
                Awaitility.await()
                    .until(() -> anne.get("/my/data").body(), html -> html.contains(".zip")));
    assertThat(link.find()).isTrue();

    Map<String, String> files = new HashMap<>();
    byte[] archive = anne.download(link.group()).body();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        files.put(file.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }

    String jws = files.get("certificates/" + certificate + ".jws");
    assertThat(jws).isEqualTo(anne.get(path() + ".jws").body());
    JsonObject one = new JsonArray(files.get("certificates.json")).getJsonObject(0);
    assertThat(one.getString("host")).isEqualTo("nuage-sante");
    assertThat(one.getString("jws")).isEqualTo(jws);
    assertThat(one.getJsonObject("content")).isNotNull();
    assertThat(files.get("index.html")).contains("Signed certificate of erasure.");
  }
}
