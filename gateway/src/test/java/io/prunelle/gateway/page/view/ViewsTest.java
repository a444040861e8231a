// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.takeout.Archive;
import io.prunelle.gateway.page.takeout.Begun;
import io.prunelle.gateway.page.takeout.Contents;
import io.prunelle.gateway.page.takeout.RecordOf;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.Rule;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ViewsTest {

  private static final String ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

  private static final String TEXT_OPEN = "<details class=\"fold notice\" open>";
  private static final String SHEET_OPEN = "<details class=\"fold sheet\" open>";

  private final Views views = Samples.views();

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageStandsOnItsOwnForAnyReader(String html) {
    assertThat(html).startsWith("<!DOCTYPE html>").contains("<html lang=\"");
    assertThat(html.split("<h1", -1)).as("one h1").hasSize(2);
    assertThat(html).contains("<a class=\"skip\" href=\"#content\">", "<main id=\"content\"");
    // The strict policy would not let any of these do anything
    assertThat(html)
        .doesNotContain("<script", "<style", " style=", " onclick", "javascript:")
        .doesNotContainPattern("(src|href)=\"(https?:)?//(?!(nuage-sante|realm)\\.example)");
  }

  static Stream<String> pages() {
    Views views = Samples.views();
    return Stream.of(Language.values())
        .flatMap(
            language ->
                Stream.concat(
                    Stream.concat(
                        Stream.concat(
                            Stream.concat(
                                Stream.concat(
                                    Stream.concat(
                                        Stream.concat(
                                            Samples.reportPages(language),
                                            HandoverSamples.pages(language)),
                                        TransferSamples.pages(language)),
                                    Stream.concat(
                                        Samples.confirmPages(language),
                                        Samples.decisionPages(language))),
                                Stream.of(Plain.values())
                                    .map(plain -> views.plain(language, null, plain))),
                            Samples.searches()
                                .map(
                                    search ->
                                        views.accesses(
                                            language,
                                            Samples.READER,
                                            search,
                                            List.of(),
                                            Set.of()))),
                        Samples.archives()
                            .map(
                                archive ->
                                    views.data(
                                        language, Samples.READER, archive, Begun.BUSY, List.of()))),
                    Stream.of(State.values())
                        .map(
                            state ->
                                views.home(
                                    language,
                                    Samples.READER,
                                    Samples.home(
                                        Samples.cloud(),
                                        Samples.week().lines(),
                                        LedgerSamples.hosting(state))))));
  }

  @Test
  void anArchiveIsExplainedWithoutAnythingFromElsewhereAndItsNamesAreOnlyNames() {
    for (Language language : Language.values()) {
      String html =
          views.archive(
              language,
              new Reader("user-1", ATTACK, "csrf"),
              Samples.contents(),
              List.of(LedgerSamples.hosting(State.PERMIT)),
              Samples.gathered());

      assertThat(html)
          .contains(
              "default-src 'none'", "Cabinet des Lilas", "Observation.ndjson", "&lt;script&gt;")
          .contains("href=\"receipts/7.html\"")
          .doesNotContain("<script", "<img", "http://", "https://", "csrf", " onclick");
      assertThat(html.split("<h1", -1)).hasSize(2);
      assertThat(
              views.account(
                  language,
                  new Reader("user-1", ATTACK, "csrf"),
                  LedgerSamples.known(LedgerSamples.account())))
          .contains("default-src 'none'", "192.0.2.7", "&lt;script&gt;")
          .doesNotContain("<script", "<img", "http://", "https://", "csrf", " onclick");
    }
    assertThat(
            views.archive(
                Language.ENGLISH,
                Samples.READER,
                Samples.contents(),
                List.of(),
                Samples.gathered()))
        .contains(
            "at a host that may no longer give access to it",
            "1,234 items; what is missing is said below",
            "2 items could not be read, such as a document that the record refers to",
            "Some lists that do not name you may be missing",
            "another file, prepared later, may have them")
        .doesNotContain("all of it")
        .contains("Earlier versions of your record: 2 files, in the folder earlier-versions");
  }

  @Test
  void whyThePracticesOfOthersAndOnesOwnAreNotInAnArchiveIsToldApart() {
    String html =
        views.archive(
            Language.ENGLISH,
            Samples.READER,
            new Contents(Samples.NOW, List.of(), List.of()),
            List.of(),
            Gathered.of(
                new Practices(
                    Set.of("cabinet-de-la-gare", "cabinet-du-port"), Set.of("cabinet-du-port"))));

    assertThat(html)
        .contains("no longer belongs to this practice", "Ask Cabinet de la Gare for it")
        .contains("records cannot be reached from here", "Ask Cabinet du Port for it");
  }

  @Test
  void whatLacksOfDecisionsAndOfTheAccountIsSaidInTheIndex() {
    Gathered nothing = Gathered.of(new Practices(Set.of(), Set.of()));
    String lacking =
        views.archive(
            Language.ENGLISH,
            Samples.READER,
            Samples.contents(),
            List.of(),
            nothing.with(new DecisionsTold(true, 1)));
    String whole =
        views.archive(
            Language.ENGLISH, Samples.READER, Samples.contents(), List.of(), Samples.gathered());
    String account =
        views.account(
            Language.ENGLISH, Samples.READER, LedgerSamples.known(LedgerSamples.account()));
    String wards =
        views.archive(
            Language.ENGLISH, Samples.GUARDIAN, Samples.contents(), List.of(), Samples.gathered());

    assertThat(lacking)
        .contains("There are older ones", "your 1 oldest decision in", "account could not be read");
    assertThat(whole)
        .contains("What the sign-in service holds about you", "href=\"account.html\"")
        .doesNotContain("There are older ones", "could not be read, so it is")
        .doesNotContain("192.0.2.7", "anne@example.org", "My phone", "x509");
    assertThat(account)
        .contains(
            "Password, since 2 March 2026",
            "Codes from an application on your phone, which you named “My phone”",
            "Another way: x509",
            "Role: manage-account, in the application account",
            "Role: patient (Reads the own record)",
            "Since 23 November 2026 at 10:00; last used on 23 November 2026 at 11:00; from the",
            "opened by an administrator or an application in your name",
            "2 facts of your profile are not in this file");
    // Whatever was gathered, a guardian is told of no account
    assertThat(wards)
        .contains("The account by which Paul Garnier signs in is not in this file")
        .doesNotContain("192.0.2.7", "anne@example.org", "My phone", "account.html");
  }

  private String archiveWithout(RecordOf.Ending ending) {
    RecordOf record =
        new RecordOf("cabinet-des-lilas", ending, new TreeMap<>(), 0, 0, 0, new TreeSet<>(), false);
    return views.archive(
        Language.ENGLISH,
        Samples.READER,
        new Contents(Samples.NOW, List.of(record), List.of()),
        List.of(LedgerSamples.hosting(State.WITHDRAW)),
        Gathered.of(new Practices(Set.of("cabinet-des-lilas"), Set.of()))
            .with(LedgerSamples.known(LedgerSamples.account().putNull("attributes"))));
  }

  @Test
  void aRecordThatHasLeftItsPracticeIsNotSaidToBeLacking() {
    assertThat(archiveWithout(RecordOf.Ending.DEPARTED))
        .contains("This practice has no record of yours any more")
        .doesNotContain("class=\"lacks\"");
  }

  @Test
  void whatIsAtAHostThatIsNotAuditedIsNotSaidToLackACertificate() {
    assertThat(archiveWithout(RecordOf.Ending.AUDIT))
        .contains("because the yearly inspection of its host is overdue")
        .doesNotContain("certificate of its host");
  }

  @Test
  void howAnArchiveStandsIsSaidInWordsAndOffersWhatCanBeDone() {
    String preparing = data(Samples.archive(Archive.State.PREPARING));
    String ready = data(Samples.archive(Archive.State.READY));

    assertThat(preparing)
        .contains("1,234 items copied so far. Record being read: Cabinet des Lilas.")
        .contains("Stop preparing it", "href=\"/my/data\">See how far it has got")
        .doesNotContain("Prepare my file", ".zip", "http-equiv=\"refresh\"");
    assertThat(ready)
        .contains("1,234 items of your record, 6 MB. You can download it until")
        .contains("href=\"/my/data/00000000-0000-0000-0000-000000000009.zip\">")
        .contains("Delete the file now", "takes the place of the one that is ready");
    assertThat(data(Samples.archive(Archive.State.EXPIRED)))
        .contains("Your file is no longer available", "Prepare my file")
        // Neither done nor failed
        .doesNotContain("message good", "message bad")
        .doesNotContain(".zip");
  }

  /** A browser would save the sign-in, or the page that says why there is none, under that name. */
  @Test
  void whatMayLeadToSigningInIsNotMarkedAsADownload() throws IOException {
    try (Stream<Path> templates = Files.list(Path.of("src/main/jte"))) {
      for (Path template : templates.toList()) {
        assertThat(Files.readString(template)).as("%s", template).doesNotContain(" download");
      }
    }
  }

  private String data(Archive archive) {
    return views.data(
        Language.ENGLISH,
        Samples.READER,
        archive,
        null,
        List.of(LedgerSamples.hosting(State.PERMIT)));
  }

  @Test
  void namesAndTextsOfOthersAreShownAsTextNeverAsMarkup() {
    JsonObject json = LedgerSamples.json();
    json.getJsonObject("practice").put("name", ATTACK);
    json.getJsonObject("host").put("name", ATTACK);
    json.getJsonObject("notice").put("title", ATTACK).put("body", ATTACK).put("digest", ATTACK);
    json.getJsonObject("host")
        .getJsonObject("sheet")
        .put("transfer", ATTACK)
        .getJsonObject("certificate")
        .put("copy", "https://x.example/\"><script>alert(1)</script>");
    Reader reader = new Reader("user-1", ATTACK, ATTACK);
    List<Line> accesses =
        List.of(Samples.line(1, "u2", ATTACK, "practitioner", "read", ATTACK, true, 200));

    String html =
        views.home(
            Language.FRENCH,
            reader,
            Samples.home(Samples.cloud(), accesses, LedgerSamples.hosting(json)));

    assertThat(html).doesNotContain("<script", "<img", "\"'>").contains("&lt;script&gt;");
  }

  @Test
  void whoHasNotAnsweredGetsTwoEqualButtonsAndTheNoticeTheyBelongTo() {
    String html = home(LedgerSamples.hosting(State.UNDECIDED));

    assertThat(html)
        .contains("Votre réponse est attendue")
        .contains("name=\"decision\" value=\"PERMIT\"", "name=\"decision\" value=\"DENY\"")
        .contains("name=\"notice\" value=\"3\"", "name=\"csrf\" value=\"csrf-token\"")
        .contains("name=\"digest\" value=\"sha-256:5f70bf18")
        .doesNotContain("WITHDRAW");
    // Same element, same classes: none
    assertThat(html.split("<button type=\"submit\" name=\"decision\"", -1)).hasSize(3);
  }

  @Test
  void whoHasPermittedCanWithdrawInOneStepAndReadsBeforehandWhatItDoes() {
    String html = home(LedgerSamples.hosting(State.PERMIT));

    assertThat(html)
        .contains("Vous avez accepté le 24 octobre 2026")
        .contains("value=\"WITHDRAW\" aria-describedby=\"hosting-1-WITHDRAW\"")
        .contains("<p id=\"hosting-1-WITHDRAW\">Si vous retirez votre accord")
        .doesNotContain("value=\"PERMIT\"", "Votre réponse est attendue");
  }

  @Test
  void aNewNoticeAsksAgainWithoutTakingThePermissionAway() {
    JsonObject json = LedgerSamples.json().put("state", "PERMIT").put("ask", true);
    json.put("decision", LedgerSamples.decision("PERMIT").put("notice", 2));

    String html = home(LedgerSamples.hosting(json));

    assertThat(html)
        .contains("Le texte a changé depuis", "value=\"PERMIT\"", "value=\"WITHDRAW\"")
        .contains("Votre réponse est attendue");
  }

  @Test
  void whereTheLawAsksForNoConsentThePageDoesNotPretendItDoes() {
    JsonObject json = LedgerSamples.json().put("legalBasis", "INFORM_AND_OBJECT");

    String html = home(LedgerSamples.hosting(json));

    assertThat(html)
        .contains("Vous pouvez vous y opposer ici, en disant pourquoi")
        .contains("J’ai pris connaissance", "Je m’oppose", "name=\"reason\"")
        .doesNotContain("J’accepte", "value=\"PERMIT\"", "Cela ne se fait qu’avec votre accord");
  }

  @Test
  void anObjectionAndItsAnswerAreShownEscaped() {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "REJECT")
            .put("decision", LedgerSamples.decision("REJECT"))
            .put(
                "objection",
                new JsonObject()
                    .put("reason", "<b>Non</b>")
                    .put("answer", new JsonObject().put("reason", "Si, <i>voilà</i>")));

    assertThat(home(LedgerSamples.hosting(json)))
        .contains("&lt;b&gt;Non&lt;/b&gt;", "Si, &lt;i&gt;voilà&lt;/i&gt;", "value=\"OBJECT\"")
        .doesNotContain("<b>Non", "<i>voilà");
  }

  /** Of two practices at one host, where neither offers it any more. */
  @Test
  void eachHostingIsCalledByItsPracticeAndItsHost() {
    JsonObject gare = LedgerSamples.json().put("hosting", "gare@nuage-sante");
    gare.getJsonObject("practice").put("id", "gare").put("name", "Cabinet de la Gare");
    for (String status : List.of("OPEN", "CLOSED")) {
      String html =
          views.home(
              Language.ENGLISH,
              Samples.READER,
              Samples.home(
                  LedgerSamples.hosting(LedgerSamples.json().put("status", status)),
                  LedgerSamples.hosting(gare.put("status", status))));

      assertThat(html)
          .contains(
              "\"hosting-1-title\">Keep my record at Nuage Santé <small>Record kept by Cabinet des"
                  + " Lilas</small></h3>",
              "\"hosting-2-title\">Keep my record at Nuage Santé <small>Record kept by Cabinet de la"
                  + " Gare</small></h3>");
    }
  }

  @ParameterizedTest
  @EnumSource(Said.What.class)
  void whatBecameOfAnAnswerIsSaidWhereTheRedirectLeads(Said.What what) {
    Hosting hosting = LedgerSamples.hosting(State.PERMIT);
    HomeFacts facts =
        new HomeFacts(
            List.of(Samples.cloud()),
            List.of(hosting),
            List.of(),
            List.of(),
            List.of(),
            Samples.nothingUnusual(),
            Mail.UNKNOWN,
            Optional.of(new Said(what, hosting.id())));

    String html = views.home(Language.ENGLISH, Samples.READER, facts);

    assertThat(html)
        .contains("id=\"message\"")
        .contains(new Said(what, "").tone().alarming() ? "role=\"alert\">" : "role=\"status\">");
  }

  @Test
  void anEmergencyIsLedToFromTheTopAndItsWordsAreOnlyWords() {
    Hosting hosting = LedgerSamples.hosting(State.PERMIT);
    HomeFacts facts =
        new HomeFacts(
            List.of(),
            List.of(hosting),
            List.of(),
            List.of(),
            List.of(
                new Emergency(
                    new UUID(0, 7), Samples.NOW, "cabinet-des-lilas", "Dr <b>Lemoine</b>", ATTACK)),
            Samples.nothingUnusual(),
            Mail.UNKNOWN,
            Optional.empty());

    String html = views.home(Language.ENGLISH, Samples.READER, facts);

    assertThat(html)
        .contains("Your record was opened in an emergency", "I have read this")
        .contains("Dr &lt;b&gt;Lemoine&lt;/b&gt;, Cabinet des Lilas", "&lt;script&gt;")
        .contains("value=\"00000000-0000-0000-0000-000000000007\"")
        .doesNotContain("<script>alert", "<img");
    assertThat(html.indexOf("href=\"#emergencies\"")).isLessThan(html.indexOf("id=\"where\""));
    assertThat(html.indexOf("emergencies-title")).isLessThan(html.indexOf("id=\"choices\""));
    assertThat(views.home(Language.FRENCH, Samples.READER, facts))
        .contains("Votre dossier a été ouvert en urgence");
    assertThat(views.home(Language.ENGLISH, Samples.READER, Samples.home(hosting)))
        .doesNotContain("emergencies-title");
  }

  @Test
  void whatIsUnusualIsSaidInSentencesAndLeadsToItsPlaceInTheList() {
    String html = views.home(Language.ENGLISH, Samples.READER, unusual(Samples.unusual()));

    assertThat(html)
        .contains("Dr Inès Garnier", "health professional, Cabinet des Lilas")
        .contains("Had not opened your record in the 12 months before.", "Declared an emergency.")
        .contains(
            "Nobody had opened your record through this practice in the 12 months before.",
            "There are more.")
        .contains(
            "href=\"/my/accesses?before=00000000-0000-0000-0000-000000000020"
                + "#access-00000000-0000-0000-0000-00000000001f\"")
        .contains("name=\"entry\" value=\"00000000-0000-0000-0000-00000000001f\"")
        .contains("Those that you have already seen", "Laboratoire du Pont");
    // where the link leads
    assertThat(accesses(Samples.week()))
        .contains("<tr role=\"row\" id=\"access-00000000-0000-0000-0000-00000000001f\"");
    assertThat(html.indexOf("href=\"#unusual\"")).isLessThan(html.indexOf("id=\"where\""));
    assertThat(views.home(Language.FRENCH, Samples.READER, unusual(Samples.unusual())))
        .contains("N’avait pas ouvert votre dossier dans les 12\u00a0mois précédents.");
    assertThat(views.home(Language.ENGLISH, Samples.READER, unusual(Samples.nothingUnusual())))
        .contains("Nothing new.")
        .doesNotContain("action=\"/my/unusual\"");
  }

  @Test
  void aPageForAnotherSaysForWhomAndItsNamesAreOnlyNames() {
    Reader reader =
        new Reader("user-9", "Odile", "csrf", "", Acting.of(Map.of("p1", ATTACK), "p1", true));

    String html = views.home(Language.ENGLISH, reader, unusual(Samples.unusual()));

    assertThat(html)
        .contains("You are looking at the record of &lt;script&gt;", "See my own record")
        .contains("Only the person concerned can say, with an account of their own")
        .doesNotContain("<script", "<img", "action=\"/my/unusual\"");
  }

  /** Anybody may have sent a request with any name for a practice. */
  @Test
  void whatNoPracticeHereWouldAnswerForDoesNotLeadToAReport() {
    Notice here = Samples.notice(2, "Dr Inès Garnier", false, Rule.NEW_PRACTITIONER);
    Notice elsewhere =
        new Notice(
            new UUID(0, 3),
            Samples.NOW,
            "cabinet-lointain",
            "u-3",
            "Dr Far",
            "practitioner",
            Set.of(Rule.NEW_PRACTICE),
            false);

    String html =
        views.home(
            Language.ENGLISH,
            Samples.READER,
            unusual(new Notices.Told(List.of(here, elsewhere), false, List.of(), 12)));

    assertThat(html)
        .contains("Dr Far", "href=\"/my/accesses/" + here.entry() + "/report\"")
        .doesNotContain("/my/accesses/" + elsewhere.entry() + "/report");
  }

  /** Who acts for another cannot say to have seen the first ten, nor see the next by that. */
  @Test
  void aGuardianIsLedToTheListWhereThereIsMoreThatIsUnusual() {
    assertThat(views.home(Language.ENGLISH, Samples.GUARDIAN, unusual(Samples.unusual())))
        .contains("There are other, older unusual accesses", "href=\"/my/accesses\">See the list")
        .doesNotContain("You will see them once you have seen these");
  }

  /** Those of emergencies are told elsewhere, and may be all that are told at once. */
  @Test
  void thatThereIsNothingNewIsNotSaidWhereThereIsMore() {
    String html =
        views.home(
            Language.ENGLISH,
            Samples.READER,
            unusual(new Notices.Told(List.of(), true, List.of(), 12)));

    assertThat(html)
        .contains("You will see them once you have read about the emergency access, above")
        .contains("href=\"#unusual\"")
        .doesNotContain("Nothing new.", "action=\"/my/unusual\"");
  }

  @Test
  void namesInWhatIsUnusualAreOnlyNames() {
    Notices.Told told =
        new Notices.Told(
            List.of(Samples.notice(1, ATTACK + "\r\nBcc: x", false, Rule.EMERGENCY)),
            false,
            List.of(),
            12);

    assertThat(views.home(Language.FRENCH, Samples.READER, unusual(told)))
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert", "<img");
  }

  @ParameterizedTest
  @CsvSource({
    "ON,          you get an e-mail at a&lt;b&gt;@example.org, value=\"false\"",
    "OFF,         you are told only on this page, value=\"true\"",
    "UNVERIFIED,  is not confirmed, ",
    "UNAVAILABLE, is not available here, "
  })
  void whetherThereIsMailIsSaidAndCanBeChangedWhereThereCanBeAny(
      Mail.State state, String said, String button) {
    HomeFacts facts = unusual(Samples.nothingUnusual(), new Mail(state, "a<b>@example.org"));

    String html = views.home(Language.ENGLISH, Samples.READER, facts);

    assertThat(html).contains(said);
    if (button == null) {
      assertThat(html).doesNotContain("action=\"/my/mail\"");
    } else {
      assertThat(html).contains("action=\"/my/mail\"", "name=\"wanted\" " + button);
    }
  }

  private static HomeFacts unusual(Notices.Told told) {
    return unusual(told, Mail.UNKNOWN);
  }

  private static HomeFacts unusual(Notices.Told told, Mail mail) {
    return new HomeFacts(
        List.of(),
        List.of(LedgerSamples.hosting(State.PERMIT)),
        Samples.week().lines(),
        List.of(),
        List.of(),
        told,
        mail,
        Optional.empty());
  }

  @Test
  void refusedAttemptsAreMarkedInWordsNotByColourAlone() {
    String home =
        views.home(
            Language.ENGLISH,
            Samples.READER,
            Samples.home(
                Samples.cloud(),
                Samples.week().lines().subList(4, 5),
                LedgerSamples.hosting(State.PERMIT)));

    for (String html : List.of(home, accesses(Samples.week()))) {
      assertThat(html).contains("<strong>Refused</strong>, nothing was shown", "Marc Tissot");
    }
  }

  @Test
  void whoIsSignedInFindsWhereElseTheyAreAndWhoIsNotDoesNot() {
    assertThat(home(LedgerSamples.hosting(State.PERMIT)))
        .contains("href=\"https://realm.example/sessions\"");
    assertThat(views.plain(Language.FRENCH, null, Plain.SIGNED_OUT))
        .doesNotContain("realm.example");
  }

  @Test
  void anAccessThatWasReportedSaysSoAndIsNotOfferedToBeReportedAgain() {
    Accesses week = Samples.week();
    UUID reported = week.lines().get(1).id();
    Accesses accesses = new Accesses(week.lines(), null).withReported(Set.of(reported));

    String html = accesses(accesses);

    assertThat(html)
        .containsOnlyOnce(">Reported already</a>")
        .doesNotContain("/my/accesses/" + reported + "/report")
        .contains("/my/accesses/" + week.lines().get(2).id() + "/report");
  }

  @Test
  void whatAHostSaysInAnotherLanguageIsMarkedAndOurWordsBesideItAreNot() {
    JsonObject json = LedgerSamples.json();
    json.getJsonObject("host")
        .getJsonObject("sheet")
        .getJsonObject("encryption")
        .put("inTransit", new JsonObject().put("fr", "TLS 1.3"));

    String html =
        views.home(Language.ENGLISH, Samples.READER, Samples.home(LedgerSamples.hosting(json)));

    assertThat(html).contains("On the way: <span lang=\"fr\">TLS 1.3</span>");
  }

  @Test
  void olderAccessesAreALinkAway() {
    String html = accesses(Samples.week());

    assertThat(html).contains("href=\"/my/accesses?before=00000000-0000-7000-8000-000000000042\"");
  }

  @Test
  void theLanguageSwitchComesBackToTheSamePage() {
    String html =
        views.accesses(
            Language.FRENCH,
            Samples.READER,
            Samples.further("/my/accesses?before=00000000-0000-7000-8000-000000000042"),
            List.of(),
            Set.of());

    assertThat(html)
        .contains(
            "href=\"/my/accesses?before=00000000-0000-7000-8000-000000000042&amp;lang=en\"",
            "aria-current=\"true\">Français");
  }

  @Test
  void someoneWhoIsNotAPatientCanSignOutAndSeesNothingElse() {
    String html = views.plain(Language.ENGLISH, Samples.READER, Plain.NOT_A_PATIENT);

    assertThat(html)
        .contains("This page is for patients", "action=\"/my/logout\"")
        .doesNotContain("<table", "name=\"decision\"");
  }

  @Test
  void ofAnEmergencyTheReasonIsSaidAmongTheLatestAccesses() {
    Line line = Samples.line(1, "u2", "Dr Lemoine", "practitioner", "read", "Patient", true, 200);
    Line declared =
        new Line(
            line.id(),
            line.recordedAt(),
            new Entry(
                line.entry().requestId(),
                line.entry().agent(),
                line.entry().act(),
                line.entry().where(),
                true,
                line.entry().reason(),
                new Entry.Purpose("BTG", "inconscient <b>"),
                null),
            line.outcome());

    String html =
        views.home(
            Language.ENGLISH,
            Samples.READER,
            Samples.home(Samples.cloud(), List.of(declared), LedgerSamples.hosting(State.PERMIT)));

    assertThat(html)
        .contains("<strong>Declared as an emergency</strong> “inconscient &lt;b&gt;”")
        .contains("href=\"/my/accesses\">See all accesses");
  }

  /** The ledger says of a permission that the text and the host sheet were shown. */
  @ParameterizedTest
  @CsvSource({
    "EXPLICIT_CONSENT,  UNDECIDED, true",
    "EXPLICIT_CONSENT,  PERMIT,    true",
    "EXPLICIT_CONSENT,  DENY,      false",
    "EXPLICIT_CONSENT,  WITHDRAW,  false",
    "EXPLICIT_CONSENT,  EXPIRED,   false",
    "INFORM_AND_OBJECT, UNDECIDED, true",
    "INFORM_AND_OBJECT, INFORMED,  true",
    "INFORM_AND_OBJECT, OBJECT,    false",
    "INFORM_AND_OBJECT, UPHOLD,    false"
  })
  void whatIsPermittedByOnePressIsBeforeOnesEyes(String basis, State state, boolean asks) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", state.name())
            .put("ask", asks)
            .put("decision", LedgerSamples.decision(state.name()));

    assertThat(home(LedgerSamples.hosting(json)))
        .containsPattern("name=\"decision\" value=\"(PERMIT|INFORMED)\"")
        .contains(TEXT_OPEN, SHEET_OPEN);
  }

  @Test
  void whatIsPermittedAgainBeforeItEndsIsBeforeOnesEyesToo() {
    JsonObject json = LedgerSamples.json().put("state", "PERMIT").put("ask", false);
    json.put(
        "decision",
        LedgerSamples.decision("PERMIT")
            .put("until", Samples.NOW.plus(Duration.ofDays(10)).getEpochSecond()));

    assertThat(home(LedgerSamples.hosting(json)))
        .contains("name=\"decision\" value=\"PERMIT\"", TEXT_OPEN, SHEET_OPEN);
  }

  @ParameterizedTest
  @CsvSource({"EXPLICIT_CONSENT, PERMIT", "INFORM_AND_OBJECT, INFORMED"})
  void whatOneCanOnlyGetOutOfIsOneStepAway(String basis, State state) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", state.name())
            .put("ask", false)
            .put("decision", LedgerSamples.decision(state.name()));

    assertThat(home(LedgerSamples.hosting(json)))
        .contains("<details class=\"fold notice\">", "<details class=\"fold sheet\">");
  }

  private String accesses(Accesses found) {
    return views.accesses(
        Language.ENGLISH,
        Samples.READER,
        new AccessSearch(
            "/my/accesses", List.of(), Map.of(), Set.of(), "", false, List.of(), found),
        List.of(LedgerSamples.hosting(State.PERMIT)),
        Set.of());
  }

  private String home(Hosting hosting) {
    return views.home(Language.FRENCH, Samples.READER, Samples.home(hosting));
  }
}
