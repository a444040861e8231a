// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.hosts.transfer.Order;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.takeout.Contents;
import io.prunelle.gateway.page.takeout.Packed;
import io.prunelle.gateway.unusual.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

  private static final Pattern PLACEHOLDER = Pattern.compile("70\\D00(\\d)");

  /** Keys that are put together from a value, not written out where they are used. */
  private static final Pattern COMPOSED =
      Pattern.compile(
          "(sheet\\.activity|failure|moving\\.(step|failed|paused)|transfers\\.(step|said|host)|transfers\\.[A-Z]+|type|what|what\\.refused|role|state|decision|channel|said|plain|by|field|capacity|ending|mail|kind|access\\.search\\.wrong|unusual\\.rule|data\\.(state|failure|refused)|archive\\.(ending|file|notSearched|credential|account\\.(title|mail))|hosting\\.(age|basis|former|young)|choice\\.(DENY|OBJECT|PERMIT|INFORMED|RETRACT)\\.then|why|refusal|audit\\.(what|type)|practice\\.(basis|status|count|objections|reports|handovers)|objections\\.wrong|handovers\\.wrong|doctor\\.(archive|confirm|lasts|said)|where\\.(moving|staying)\\.held|need\\.doctor|office\\.said|paper\\.(decision|wrong))\\..+");

  private static final String UNITS =
      "minutes?|heures?|jours?|mois|ans|caractères|chiffres|pixels|ko|Mo";

  private final Messages french = Messages.in(Language.FRENCH);
  private final Messages english = Messages.in(Language.ENGLISH);

  @Test
  void nothingIsSaidInOneLanguageOnly() {
    assertThat(french.keys()).isEqualTo(english.keys());
  }

  @Test
  void bothLanguagesFillInTheSameFacts() {
    assertThat(french.keys())
        .allSatisfy(
            key ->
                assertThat(placeholders(french.text(key, numbered())))
                    .as(key)
                    .isEqualTo(placeholders(english.text(key, numbered()))));
  }

  @ParameterizedTest
  @EnumSource
  void noSentenceIsEmptyOrSpoiltByAStraightApostrophe(Language language) throws IOException {
    Messages messages = Messages.in(language);
    assertThat(messages.keys()).allSatisfy(key -> assertThat(messages.text(key)).isNotBlank());
    String bundle =
        Files.readString(
            Path.of("src/main/resources/page/messages_" + language.tag() + ".properties"));
    assertThat(bundle).doesNotContain("'");
  }

  @Test
  void everySentenceIsUsedSomewhere() throws IOException {
    String sources = sources();
    Set<String> unused =
        french.keys().stream()
            .filter(key -> !COMPOSED.matcher(key).matches())
            .filter(key -> !sources.contains('"' + key + '"'))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unused).isEmpty();
  }

  /** What patients are told of in words, auditors are too. */
  @Test
  void everyTypeHasItsWordsForAuditors() {
    assertThat(french.keys().stream().filter(key -> key.startsWith("type.")))
        .isNotEmpty()
        .allMatch(key -> french.has("audit." + key))
        .allSatisfy(
            key ->
                assertThat(french.text("audit." + key) + english.text("audit." + key))
                    .doesNotContainPattern("\\b(vos|votre|your)\\b"));
  }

  @Test
  void everyStateDecisionAndPageHasItsWords() {
    assertThat(Arrays.stream(Hosting.State.values()).map(state -> "state." + state))
        .allMatch(french::has);
    assertThat(Arrays.stream(Hosting.LegalBasis.values()).map(basis -> "hosting.basis." + basis))
        .allMatch(french::has);
    assertThat(Arrays.stream(Decision.Kind.values()).map(kind -> "decision." + kind))
        .allMatch(french::has);
    assertThat(Arrays.stream(Decision.Channel.values()).map(channel -> "channel." + channel))
        .allMatch(french::has);
    assertThat(Arrays.stream(Decision.Role.values()).skip(1).map(role -> "by." + role))
        .allMatch(french::has);
    assertThat(Arrays.stream(Rule.values()).map(rule -> "unusual.rule." + rule))
        .allMatch(french::has);
    assertThat(Arrays.stream(Mail.State.values()).filter(state -> state != Mail.State.UNKNOWN))
        .allMatch(state -> french.has("mail." + state) && french.has("mail." + state + ".text"));
    assertThat(Arrays.stream(Mail.State.values()).filter(state -> state != Mail.State.UNKNOWN))
        .allMatch(state -> french.has("archive.account.mail." + state));
    assertThat(Arrays.stream(Said.What.values()).map(what -> "said." + what)).allMatch(french::has);
    assertThat(Arrays.stream(Plain.values()).map(plain -> "plain." + plain + ".title"))
        .allMatch(french::has);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.preparing.practice",
        "data.ready.text",
        "archive.ending.WHOLE",
        "archive.ending.WHOLE.but",
        "archive.attachments",
        "archive.missing"
      })
  void oneIsNotSeveral(String key) {
    assertThat(french.text(key, 1, "", "", "")).doesNotContain("éléments", "documents");
    assertThat(english.text(key, 1, "", "", "")).doesNotContain("items", "documents");
    assertThat(french.text(key, 1_234, "", "", "")).containsPattern("(éléments|documents)");
    assertThat(english.text(key, 1_234, "", "", "")).containsPattern("1,234 (items|documents)");
  }

  @Test
  void ofTransfersAndWhatWasErasedOneIsNotSeveralEither() {
    assertThat(french.text("transfers.ended", 1, 1))
        .contains("1 dossier arrivé, 1 transfert annulé");
    assertThat(french.text("transfers.ended", 2, 0))
        .contains("2 dossiers arrivés, 0 transfert annulé");
    assertThat(french.text("transfers.ended.erased", 1)).startsWith("1 dossier effacé ");
    assertThat(french.text("transfers.ended.erased", 2)).startsWith("2 dossiers effacés ");
    assertThat(french.text("transfers.amount", 1, 3)).isEqualTo("1 élément sur 3");
    assertThat(french.text("transfers.host.counts", 1, 1, 1))
        .isEqualTo("1 dossier revenu, 1 encore là-bas, dont 1 retenu par un problème.");
    assertThat(french.text("certificate.resources", 1)).isEqualTo("1 élément");
    for (String key : new String[] {"ids", "references", "identifiers", "not"}) {
      String words = "certificate.verified." + key;
      assertThat(french.text(words, 1)).doesNotContainPattern("éléments|Les 1|numéros|sortes");
      assertThat(french.text(words, 1_234)).containsPattern("1.234 (éléments|sortes|en tout)");
      assertThat(english.text(words, 1)).doesNotContainPattern("items|numbers|sorts");
      assertThat(english.text(words, 1_234)).containsPattern("1,234 (items|sorts|in all)");
    }
    assertThat(english.text("transfers.ended", 1, 1))
        .contains("1 record has arrived, 1 move was cancelled");
    assertThat(english.text("transfers.amount", 1, 3)).isEqualTo("1 item of 3");
    assertThat(english.text("transfers.host.counts", 1, 1, 0))
        .startsWith("1 record has come back, 1 is still there");
    assertThat(english.text("certificate.resources", 1)).isEqualTo("1 item");
  }

  /** WCAG 2.2, 2.5.3: who speaks to a browser says what is there to be read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "report.link",
        "reports.entry",
        "reports.send",
        "access.proof",
        "answer.read",
        "decisions.receipt.read",
        "decisions.receipt.keep"
      })
  void whatALinkIsCalledHasTheWordsThatAreSeen(String key) {
    assertThat(french.text(key + ".of", "x")).contains(french.text(key));
    assertThat(english.text(key + ".of", "x")).contains(english.text(key));
  }

  /** Without words for one of them, no archive would ever be completed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "practices-and-hosts.json",
        "decisions.json",
        "receipts/1.jws",
        "account.json",
        "account.html",
        "mail.json",
        "answers-read.json",
        "reports.json",
        "handovers.json",
        "certificates.json",
        "certificates/00000000-0000-0000-0000-000000000000.jws",
        "emergencies.json",
        "unusual.json",
        "moves.json",
        "accesses.json",
        "accesses.csv"
      })
  void everyFileOfAnArchiveIsExplained(String file) {
    Contents contents =
        new Contents(Instant.EPOCH, List.of(), List.of(new Packed(file, 1, 1, "digest")));

    for (Messages messages : List.of(french, english)) {
      assertThat(
              IndexView.of(
                      messages,
                      new Names(List.of()),
                      Samples.READER,
                      contents,
                      Gathered.of(new Practices(Set.of(), Set.of())))
                  .files())
          .singleElement()
          .satisfies(one -> assertThat(one.what()).isNotBlank());
    }
  }

  @Test
  void everyFailureAndStepOfATransferHasItsWords() {
    assertThat(Moves.failures())
        .allMatch(code -> french.has("failure." + code + ".what"))
        .allMatch(code -> french.has("failure." + code + ".do"));
    assertThat(Arrays.stream(Move.Step.values())).allMatch(s -> french.has("transfers.step." + s));
    assertThat(Arrays.stream(Move.Step.values()).limit(5))
        .allMatch(step -> french.has("moving.step." + step));
    assertThat(Arrays.stream(Order.values()))
        .allMatch(order -> french.has("transfers." + order + ".means"));
    assertThat(Arrays.stream(HostOrder.values()))
        .allMatch(order -> french.has("transfers.host." + order + ".means"));
  }

  @Test
  void frenchPunctuationNeverStandsAloneOnALine() {
    assertThat(french.keys())
        .allSatisfy(
            key ->
                assertThat(french.text(key))
                    .doesNotContainPattern(" [:;!?»]|« |n° ")
                    .doesNotContainPattern("[0-9] [0-9]|[0-9}] (" + UNITS + ")\\b"));
  }

  private static Set<String> placeholders(String text) {
    Set<String> found = new TreeSet<>();
    PLACEHOLDER.matcher(text).results().forEach(match -> found.add(match.group(1)));
    return found;
  }

  private static Object[] numbered() {
    return new Object[] {70_000, 70_001, 70_002, 70_003};
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String folder :
        new String[] {"src/main/jte", "src/main/java/io/prunelle/gateway/page/view"}) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
