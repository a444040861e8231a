// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A patient takes along everything held about them, from real hosts and a real realm. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(23)
final class TakeoutIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> SHARED =
      Set.of("Location", "Medication", "Organization", "Practitioner", "PractitionerRole");

  private final Http http = new Http();
  private final Demo demo;
  private final Hosts hosts;
  private final Browser browser;

  TakeoutIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void aPatientTakesEverythingAlong() throws Exception {
    // Given a patient who has decided, on the page about their data
    Demo.User patient = demo.patient("DENY", 1);
    Page page = browser.signedIn("en-GB", patient, demo.page());
    page.locator("a[href='/my/data']").first().click();
    accessible(page);
    Browser.screenshot(page, "data-en");

    // When they ask for an archive, which is prepared while they look
    page.locator("#prepare button").click();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              page.navigate(demo.page() + "/data");
              return page.locator("a[href$='.zip']").count() == 1;
            });
    accessible(page);
    Browser.screenshot(page, "data-ready-en");

    // Then it can be downloaded, and read offline
    Download download = page.waitForDownload(() -> page.locator("a[href$='.zip']").click());
    byte[] zip = Files.readAllBytes(download.path());
    Map<String, byte[]> files = unzip(zip);
    assertThat(files.keySet())
        .contains(
            "index.html",
            "manifest.json",
            "account.json",
            "account.html",
            "decisions.json",
            "practices-and-hosts.json",
            "accesses.json",
            "accesses.csv");
    String index = text(files, "index.html");
    assertThat(index)
        .contains("items, all of it", "What the sign-in service holds about you")
        .doesNotContain("some of it is missing", "could not be read, so it is");
    Page offline = browser.newPatient("en-GB");
    offline.setContent(index);
    assertThat(Browser.accessibilityViolations(offline)).isEmpty();
    Browser.screenshot(offline, "archive-index-en");
    offline.setContent(text(files, "account.html"));
    assertThat(Browser.accessibilityViolations(offline)).isEmpty();

    // With every resource that the host has of them, as it has it
    String kind = hosts.read("cloud", patient.patientId()) == 200 ? "cloud" : "on-premise";
    Map<String, JsonNode> held = everything(demo.host(kind).at("/fhir").asText(), patient);
    Map<String, JsonNode> taken = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(".ndjson")) {
            new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(line -> read(line.replace(demo.fhir(), demo.host(kind).at("/fhir").asText())))
                .forEach(resource -> taken.put(key(resource), resource));
          }
        });
    assertThat(taken.keySet()).containsAll(held.keySet());
    // A host does not count what documents lead to as part of everything
    assertThat(taken.keySet())
        .filteredOn(key -> !held.containsKey(key))
        .allMatch(key -> key.startsWith("Binary/"));
    held.forEach(
        (key, resource) -> assertThat(taken.get(key)).as(key).isEqualTo(asItIsShown(resource)));
    assertThat(read(text(files, "decisions.json")).at("/decisions").size()).isPositive();
    String receipt =
        files.keySet().stream().filter(name -> name.endsWith(".jws")).findFirst().orElseThrow();
    assertThat(text(files, receipt).split("\\.")).hasSize(3);

    // With digests that are right, and the copying itself among the accesses
    for (JsonNode file : read(text(files, "manifest.json")).at("/files")) {
      assertThat(sha256(files.get(file.at("/name").asText())))
          .isEqualTo(file.at("/sha256").asText());
    }
    assertThat(text(files, "accesses.json")).contains("\"interaction\":\"operation\"");

    // When the download is begun once more in the middle, it is the same
    String address =
        demo.page() + page.locator("a[href$='.zip']").getAttribute("href").substring(3);
    int half = zip.length / 2;
    APIResponse rest =
        page.request()
            .get(address, RequestOptions.create().setHeader("Range", "bytes=" + half + "-"));
    assertThat(rest.status()).isEqualTo(206);
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(zip, half, zip.length));

    // And the patient finds it in the list of accesses
    page.navigate(demo.page() + "/accesses");
    assertThat(page.locator("table.stack").innerText())
        .contains("Copied the record for “My data”", "Downloaded “My data”");

    // Somebody else, signed in, is told that there is no such thing
    Page other = browser.signedIn("fr-FR", demo.patient("PERMIT", 0), demo.page());
    assertThat(other.request().get(address).status()).isEqualTo(404);
    other.navigate(demo.page() + "/data");
    assertThat(other.locator("a[href$='.zip']").count()).isZero();
    accessible(other);
    Browser.screenshot(other, "data-fr");

    // When it has expired, the page helps
    expire(address.replaceAll(".*/|\\.zip", ""));
    assertThat(page.request().get(address).status()).isEqualTo(410);
    page.navigate(address);
    assertThat(page.locator("main").innerText()).contains("You can prepare another one");
    accessible(page);
    page.navigate(demo.page() + "/data?lang=fr");
    assertThat(page.locator("#archive").innerText())
        .contains("Votre fichier n’est plus disponible");
    accessible(page);
  }

  private static void accessible(Page page) {
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
    assertThat(Browser.overflow(page)).isZero();
  }

  private Map<String, JsonNode> everything(String fhir, Demo.User patient) {
    Map<String, JsonNode> held = new TreeMap<>();
    String next = fhir + "/Patient/" + patient.patientId() + "/$everything?_count=200";
    while (!next.isEmpty()) {
      JsonNode bundle = http.get(next, null).json();
      bundle.at("/entry").forEach(e -> held.put(key(e.at("/resource")), e.at("/resource")));
      String found = "";
      for (JsonNode link : bundle.at("/link")) {
        found = link.at("/relation").asText().equals("next") ? link.at("/url").asText() : found;
      }
      next = found;
    }
    return held;
  }

  /** Which version of what nobody owns a host has would tell which host it is. */
  private static JsonNode asItIsShown(JsonNode resource) {
    if (SHARED.contains(resource.at("/resourceType").asText())
        && resource.get("meta") instanceof ObjectNode meta) {
      meta.remove(List.of("versionId", "lastUpdated", "source"));
    }
    return resource;
  }

  private static String key(JsonNode resource) {
    return resource.at("/resourceType").asText() + "/" + resource.at("/id").asText();
  }

  private void expire(String archive) throws Exception {
    try (Connection connection = new AccessJournal(demo).connect();
        PreparedStatement expired =
            connection.prepareStatement(
                "UPDATE takeout.archive SET expires_at = now() - interval '1 second'"
                    + " WHERE id = ?::uuid")) {
      expired.setString(1, archive);
      assertThat(expired.executeUpdate()).isOne();
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException unreadable) {
      throw new IllegalStateException(json, unreadable);
    }
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }
}
