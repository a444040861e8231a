// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One practice, one host, one patient: what the tests speak of. */
public final class Examples {
  public static final HostingId HOSTING = new HostingId("cabinet-des-lilas", "nuage-sante");
  public static final Patient PATIENT = new Patient("pat-1", Set.of("cabinet-des-lilas"));
  public static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
  public static final LocalDate TODAY = LocalDate.parse("2026-11-23");
  public static final String SALT = "5a17".repeat(8);
  public static final String DIGEST = "sha-256:" + "0".repeat(64);

  private Examples() {}

  /** The body of {@code PUT hosts/nuage-sante}. */
  public static String hostDocument() {
    try (InputStream in = Examples.class.getResourceAsStream("/host.json")) {
      if (in == null) {
        throw new IllegalStateException("host.json is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Host host() {
    return Host.read("nuage-sante", Json.object(hostDocument()), TODAY);
  }

  /** In no stated language. */
  public static List<Purpose> purposes(String... texts) {
    return Stream.of(texts).map(Purpose::plain).toList();
  }

  /** Permissions last two years. */
  public static Hosting hosting(int notice) {
    return new Hosting(
        HOSTING,
        purposes("Soins"),
        LegalBasis.EXPLICIT_CONSENT,
        Period.ofYears(2),
        null,
        HostingStatus.OPEN,
        notice);
  }

  public static List<NoticeText> texts() {
    return List.of(
        new NoticeText("fr", "Héberger mon dossier", "Votre choix, à tout moment.\n\nLibrement."),
        new NoticeText("en", "Host my record", "Your choice, at any time.\n\nFreely."));
  }

  public static Statement statement(Decision decision, int notice, @Nullable Long until) {
    return new Statement(
        PATIENT.id(),
        HOSTING.toString(),
        notice,
        decision,
        NOW,
        until,
        Channel.LOGIN,
        Author.patient("5b1c"),
        DIGEST,
        "fr",
        new Authentication("1", 1795449229L, "demo-app"),
        null,
        null,
        null);
  }

  /** The same on a paper that was signed some day, recorded {@link #NOW}. */
  public static Statement onPaper(Decision decision, int notice, LocalDate signed) {
    Statement said = statement(decision, notice, null);
    return new Statement(
        said.patient(),
        said.hosting(),
        notice,
        decision,
        NOW,
        null,
        Channel.PAPER,
        new Author(Author.Role.PRACTITIONER, "0ff1"),
        DIGEST,
        "fr",
        said.authentication(),
        null,
        new Paper(DIGEST, signed),
        null);
  }

  public static Answer answer(Decision decision, @Nullable Integer notice) {
    return answer(decision, notice, new Answer.Shown(null, null, List.of("fr")));
  }

  public static Answer answer(Decision decision, @Nullable Integer notice, Answer.Shown shown) {
    return new Answer(
        HOSTING,
        decision,
        notice,
        shown,
        null,
        new Answer.Given(
            NOW,
            Channel.PAGE,
            Author.patient("5b1c"),
            new Authentication("1", null, "prunelle-page")));
  }
}
