// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.erasure.CertificateCheck;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate is given when nothing is left, and to nobody who cannot rely on it. */
class ErasureCertificateTest {

  private static final String SYSTEM = "https://hospital.example/mr";

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private void admitIdentified(String patient) {
    admit(world.premises, patient);
    world.premises.put(
        resource("Patient", patient, "Practitioner/gp")
            .put("name", new JsonArray().add(new JsonObject().put("family", "Dupont")))
            .put(
                "identifier",
                new JsonArray()
                    .add(new JsonObject().put("system", SYSTEM).put("value", "12,3|4"))));
  }

  private List<Map<String, Object>> certificates() {
    return world.database.rows("SELECT * FROM hosts.erasure_certificate ORDER BY certified_at");
  }

  private JsonObject certified(String patient) {
    world.awaitState(patient, "certified");
    String jws = (String) certificates().get(0).get("jws");
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]), StandardCharsets.UTF_8));
  }

  private void failsWithRemains(String... names) {
    assertThat(world.awaitReason("p", "failed")).startsWith("remains: ").contains(names);
    assertThat(certificates()).isEmpty();
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
  }

  @Test
  void itSaysHowMuchWasErasedWhereAndHowThatWasVerifiedButNothingOfTheContent() {
    admitIdentified("p");
    world.start();

    world.realm.decide("p", "PERMIT");
    JsonObject certificate = certified("p");

    assertThat(certificate.getString("format")).isEqualTo("prunelle-erasure-certificate/1");
    assertThat(certificate.getString("practice")).isEqualTo("cabinet-des-lilas");
    assertThat(certificate.getJsonObject("host").getString("id")).isEqualTo("cabinet");
    JsonObject erased = certificate.getJsonObject("erased");
    assertThat(erased.getInteger("resources")).isEqualTo(14);
    assertThat(erased.getJsonObject("types").getMap())
        .containsEntry("Observation", 9)
        .containsEntry("Patient", 1)
        .containsEntry("Binary", 1);
    assertThat(erased.getString("root")).isEqualTo(world.transfers("p").get(0).get("root"));
    JsonObject verification = certificate.getJsonObject("verification");
    assertThat(verification.getInteger("ids")).isEqualTo(14);
    assertThat(verification.getInteger("identifiers")).isEqualTo(1);
    assertThat(verification.getBoolean("expunged")).isTrue();
    assertThat(verification.getString("earlierVersions")).isEqualTo("removed");
    assertThat(verification.getString("deletedBefore")).isEqualTo("searched as far as known");
    assertThat(verification.getLong("deletedBeforeFound")).isZero();
    assertThat(verification.getString("unreferencedBinaries"))
        .isEqualTo("searched as far as known");
    assertThat(verification.getString("storedBundles")).isEqualTo("none");
    assertThat(verification.getString("logicalReferences")).isEqualTo("not searched");
    assertThat(verification.getString("versionsOfOthers")).isEqualTo("not searched");
    assertThat(verification.getJsonObject("searched").getJsonArray("Provenance"))
        .contains("target");
    assertThat(verification.getJsonObject("searched").getJsonArray("Patient"))
        .contains("identifier", "link");
    assertThat(verification.getJsonObject("notSearched").getJsonArray("Provenance"))
        .contains("patient");
    assertThat(certificate.getJsonObject("backups").getString("until")).isEqualTo("not stated");
    assertThat(certificate.encode()).doesNotContain("Dupont", "12,3", "Patient/p", "p-o1", "\"p\"");
  }

  @Test
  void anyToolThatKnowsEd25519VerifiesIt() throws Exception {
    admit(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    certified("p");

    String[] jws = ((String) certificates().get(0).get("jws")).split("\\.", -1);
    String pem = Files.readString(TestKeys.publicHalf(TestKeys.journal().key()));
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));

    assertThat(signature.verify(Base64.getUrlDecoder().decode(jws[2]))).isTrue();
    JsonObject header =
        new JsonObject(new String(Base64.getUrlDecoder().decode(jws[0]), StandardCharsets.UTF_8));
    assertThat(header.getString("alg")).isEqualTo("EdDSA");
    assertThat(header.getString("kid"))
        .isEqualTo(KeyFile.signing(TestKeys.journal()).id())
        .isEqualTo(certificates().get(0).get("key"));
  }

  @Test
  void itIsAboutThisPatientOnlyForWhoKnowsTheId() {
    admit(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    certified("p");

    assertThat(checked("p")).startsWith("Certified: ");
    assertThat(checked("q")).startsWith("Not certified: it is about another patient");
  }

  private String checked(String patient) {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    new CertificateCheck(
            new Keyring(KeyFile.trusted(TestKeys.journal())),
            new PrintStream(words, true, StandardCharsets.UTF_8))
        .check(
            ((String) certificates().get(0).get("jws")).getBytes(StandardCharsets.US_ASCII),
            patient);
    return words.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatTheHostStatesOfItselfStandsInIt() {
    admit(world.premises, "p");
    world.start(MoverWorld.SETTINGS, ErasureCertificateTest::stating);
    world.realm.decide("p", "PERMIT");

    JsonObject certificate = certified("p");

    assertThat(certificate.getJsonObject("host").getString("legalName"))
        .isEqualTo("Cabinet SELARL");
    String at = certificate.getJsonObject("erased").getString("at");
    assertThat(certificate.getJsonObject("backups").getString("until"))
        .isEqualTo(LocalDate.parse(at.substring(0, 10)).plusDays(30).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PaymentNotice?response", "EnrollmentResponse?request", "Linkage?item", "Linkage?source",
        "VerificationResult?target", "Task?focus", "Task?based-on", "Task?part-of"
      })
  void whatTellsOfWhatWasErasedWithoutAWordOfThePatientRemains(String search) {
    admit(world.premises, "p");
    world.premises.put(resource("ClaimResponse", "p-answer", "Patient/p"));
    world.premises.put(resource("EnrollmentRequest", "p-enrols", "Patient/p"));
    world.premises.put(resource("Task", "p-task", "Patient/p"));
    String type = search.substring(0, search.indexOf('?'));
    Reply left =
        found(
            resource(
                type,
                "left",
                "Observation/p-o1",
                "ClaimResponse/p-answer",
                "EnrollmentRequest/p-enrols",
                "Task/p-task"));
    // Given a host that does not check references
    world.premises.instead(
        request ->
            request.uri().contains("/" + search + "=")
                    && !world.premises.content().containsKey("Patient/p")
                ? Optional.of(left)
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains(type + "/left");
  }

  @Test
  void aProvenanceThatTellsOfWhatWasErasedRemains() {
    admit(world.premises, "p");
    // Given a host that does not check references
    world.premises.instead(
        only("/Provenance?target=", found(resource("Provenance", "left", "Observation/p-o1"))));
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains("Provenance/left");
    world.premises.behave();
    certified("p");
  }

  @ParameterizedTest
  @CsvSource({"DeviceMetric,source,Device/p-pump", "MessageHeader,focus,Observation/p-o1"})
  void whatSaysWhoseItIsByPartsOfTheRecordRemains(String type, String parameter, String part) {
    admit(world.premises, "p");
    world.premises.put(resource("Device", "p-pump", "Patient/p"));
    // Given a host that does not check references, and shows it once the record is gone
    Reply left = found(resource(type, "left", part));
    world.premises.instead(
        request ->
            request.uri().contains("/" + type + "?" + parameter + "=")
                    && world.placement("p").equals("nuage-sante")
                    && recordOf(world.premises, "p").isEmpty()
                ? Optional.of(left)
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains(type + "/left");
    world.premises.behave();
    assertThat(
            certified("p")
                .getJsonObject("verification")
                .getJsonObject("searched")
                .getJsonArray(type))
        .contains(parameter);
  }

  /** Before it is looked what remains, when all that is known is gone. */
  private Gate afterTheRest() {
    return Gate.before(
        world.premises,
        request ->
            request.uri().contains("/Group?member=") && recordOf(world.premises, "p").isEmpty());
  }

  @Test
  void aBinaryThatNothingRefersToRemainsWhereTheJournalNamesIt() {
    admit(world.premises, "p");
    // It comes when all else is gone
    Gate gate = afterTheRest();
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    world.premises.behave();

    world.premises.put(
        resource("Binary", "late")
            .put("securityContext", new JsonObject().put("reference", "Patient/p")));
    running.created("p", "Binary", "late");
    gate.open();

    failsWithRemains("Binary/late");
    world.premises.delete("Binary/late");
    certified("p");
  }

  @Test
  void nothingSaysThatVersionsAreGoneOfAPieceThatAnAttemptBeforeHasOnlyDeleted() {
    admit(world.premises, "p");
    world.premises.put(resource("Observation", "p-o1", "Patient/p").put("note", "amended"));
    world.cloud.hides(key -> key.type().equals("Binary"));
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    // Given pieces that are elsewhere, and that no reading has shown
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    world.cloud.lose("DocumentReference/" + archive.document().getString("id"));
    Map<String, JsonObject> content = world.cloud.content();
    AtomicBoolean failing = new AtomicBoolean(true);
    world.cloud.instead(
        request -> {
          boolean piece = request.uri().startsWith("/fhir/Binary/earlier-versions-");
          if (piece && world.placement("p").equals("nuage-sante")) {
            return Optional.of(Reply.json(404, new JsonObject()));
          } else if (piece) {
            archive.binaries().forEach(each -> world.premises.put(content.get(each)));
          }
          return piece && Gate.expunges(request) && failing.get()
              ? Optional.of(Reply.json(500, new JsonObject()))
              : Optional.empty();
        });

    world.realm.decide("p", "WITHDRAW");
    Awaitility.await("deleted, and not expunged")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("host-refused: "));
    assertThat(world.cloud.content().keySet())
        .filteredOn(name -> name.startsWith("Binary/earlier-versions-"))
        .hasSize(1);
    failing.set(false);
    world.awaitSettled("p", "cabinet");

    assertThat(world.verification().getString("earlierVersions")).isEqualTo("removed");
    assertThat(world.cloud.remembered())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
  }

  /** FHIR R4, bundle.html: no search finds it by whom its content is about. */
  @Test
  void itSaysThatDocumentsWhichTheHostKeepsWholeWereNotSearched() {
    admit(world.premises, "p");
    world.premises.put(
        resource("Bundle", "document")
            .put("type", "document")
            .put(
                "entry",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("resource", resource("Composition", "c", "Patient/p")))));
    // It was there long before
    world.premises.instead(world.premises::withoutHistory);
    world.start();

    world.realm.decide("p", "PERMIT");
    JsonObject verification = certified("p").getJsonObject("verification");

    assertThat(verification.getString("storedBundles")).isEqualTo("not searched");
    assertThat(checked("p")).contains("Bundles that are kept whole: not searched");
    assertThat(world.premises.content()).containsKey("Bundle/document");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** It may be anybody's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatADocumentIsLikeKeepsNoErasureFromBeingCertified(boolean counted) {
    admit(world.premises, "p");
    world.premises.put(resource("Bundle", "document").put("of", "x".repeat(2 << 20)));
    Set<String> asked = new ConcurrentSkipListSet<>();
    world.premises.instead(
        request -> {
          if (!request.uri().startsWith("/fhir/Bundle?")) {
            return world.premises.withoutHistory(request);
          }
          asked.add(request.uri());
          return counted ? Optional.empty() : Optional.of(Reply.json(404, new JsonObject()));
        });
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(certified("p").getJsonObject("verification").getString("storedBundles"))
        .isEqualTo("not searched");
    assertThat(asked).isNotEmpty().allMatch(uri -> uri.contains("_summary=count"));
  }

  @Test
  void whatRemainsIsNamedBeforeDocumentsAreCounted() {
    admit(world.premises, "p");
    Reply left = found(resource("Provenance", "left", "Observation/p-o1"));
    Reply busy = Reply.json(503, new JsonObject());
    world.premises.instead(
        request ->
            request.uri().contains("/Provenance?target=")
                ? Optional.of(left)
                : request.uri().startsWith("/fhir/Bundle?") ? Optional.of(busy) : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains("Provenance/left");
  }

  @Test
  void aHostThatSaysNothingOfItselfIsNotSaidToKeepNoDocuments() {
    admit(world.premises, "p");
    world.premises.instead(only("/metadata", Reply.json(405, new JsonObject())));
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(certified("p").getJsonObject("verification").getString("storedBundles"))
        .isEqualTo("not searched");
  }

  @Test
  void whereNobodyElseLivesIsErasedWithTheRecord() {
    admit(world.premises, "p");
    JsonObject home = home("p-home", "physicalType", "ho");
    JsonObject residence =
        home("p-residence", "x", "x")
            .put("type", new JsonArray().add(home("", "type", "PTRES").getJsonObject("type")));
    world.premises.put(home);
    world.premises.put(residence);
    world.premises.put(resource("Location", "ward"));
    world.premises.put(
        resource(
            "Encounter",
            "p-visit",
            "Patient/p",
            "Location/p-home",
            "Location/p-residence",
            "Location/ward"));
    world.start();

    world.realm.decide("p", "PERMIT");
    JsonObject certificate = certified("p");

    assertThat(certificate.getJsonObject("erased").getJsonObject("types").getInteger("Location"))
        .isEqualTo(2);
    assertThat(certificate.getJsonObject("verification").containsKey("homesLeft")).isFalse();
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(world.premises.content()).containsKey("Location/ward");
    assertThat(world.cloud.content())
        .containsEntry("Location/p-home", home)
        .containsEntry("Location/p-residence", residence)
        .containsKey("Location/ward");
  }

  @ParameterizedTest
  @ValueSource(strings = {"family", "changed", "unknown"})
  void whereOthersMayLiveStaysAndIsCounted(String why) {
    admit(world.premises, "p");
    admit(world.premises, "q");
    JsonObject home = home("home", "physicalType", "ho");
    world.premises.put(home);
    world.premises.put(resource("Encounter", "p-visit", "Patient/p", "Location/home"));
    if (why.equals("family")) {
      world.premises.put(resource("Encounter", "q-visit", "Patient/q", "Location/home"));
    } else if (why.equals("changed")) {
      // Given a host that has another form of it, which is not overwritten
      world.cloud.put(home.copy().put("name", "elsewhere"));
    } else {
      // Given a host that does not search what refers to it
      world.premises.put(resource("Condition", "p-there", "Patient/p", "Location/home"));
    }
    world.start();

    world.realm.decide("p", "PERMIT");
    JsonObject certificate = certified("p");

    assertThat(certificate.getJsonObject("verification").getLong("homesLeft")).isEqualTo(1);
    assertThat(certificate.getJsonObject("erased").getJsonObject("types").fieldNames())
        .doesNotContain("Location");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.content()).containsEntry("Location/home", home);
    assertThat(world.cloud.content()).containsKey("Location/home");
  }

  @Test
  void whatStaysIsCountedThoughTheCertificateCouldNotBeWrittenAtFirst() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    world.premises.put(home("home", "physicalType", "ho"));
    world.premises.put(resource("Encounter", "p-visit", "Patient/p", "Location/home"));
    world.premises.put(resource("Encounter", "q-visit", "Patient/q", "Location/home"));
    world.database.execute(
        "ALTER TABLE hosts.erasure_certificate ADD CONSTRAINT none CHECK (false) NOT VALID");
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    assertThat(recordOf(world.premises, "p")).isEmpty();

    world.database.execute("ALTER TABLE hosts.erasure_certificate DROP CONSTRAINT none");
    JsonObject certificate = certified("p");

    assertThat(certificate.getJsonObject("verification").getLong("homesLeft")).isEqualTo(1);
    assertThat(world.premises.content()).containsKey("Location/home");
    // Nothing more than what was carried is kept
    assertThat(
            world.database.rows(
                "SELECT 1 FROM hosts.transfer_item WHERE shared OR seen IS NOT NULL"))
        .isEmpty();
  }

  private static JsonObject home(String id, String element, String code) {
    return resource("Location", id)
        .put(
            element,
            new JsonObject()
                .put("coding", new JsonArray().add(new JsonObject().put("code", code))));
  }

  @Test
  void aGroupThatHasThePatientAmongItsMembersRemains() {
    admit(world.premises, "p");
    Reply study = found(resource("Group", "study", "https://host.example/fhir/Patient/p"));
    world.premises.instead(
        request ->
            request.uri().contains("/Group?member=") && world.placement("p").equals("nuage-sante")
                ? Optional.of(study)
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains("Group/study");
  }

  @Test
  void anotherPatientOfTheSameIdentifierStopsTheMoveBeforeAnythingIsSwitched() {
    admitIdentified("p");
    world.premises.put(twin());
    Map<String, JsonObject> before = world.premises.content();
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("concerns-others: ")
        .contains("Patient/double");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(world.premises.content()).isEqualTo(before);
  }

  @Test
  void anotherPatientOfTheSameIdentifierRemains() {
    admitIdentified("p");
    Gate gate = Gate.before(world.premises, Gate::deletes);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.premises.put(twin());
    gate.open();

    failsWithRemains("Patient/double");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void anotherPatientOfTheSameIdentifierWhereTheRecordGoesStopsTheMoveBeforeAnythingIsWritten() {
    admitIdentified("p");
    world.cloud.put(twin());
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("destination-occupied: ")
        .contains("Patient/double");
    assertThat(world.cloud.content()).containsOnlyKeys("Patient/double");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void aRecordLeavesTheHostAtWhichAnotherPatientHasTheSameIdentifierOnceItMayNotBeThere() {
    admitIdentified("p");
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    world.cloud.put(twin());

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.content()).containsKey("Patient/double");
    JsonObject verification = verification(certificates().get(1));
    assertThat(verification.getInteger("sameIdentifier")).isEqualTo(1);
    assertThat(verification(certificates().get(0)).containsKey("sameIdentifier")).isFalse();
  }

  private static JsonObject verification(Map<String, Object> certificate) {
    String[] jws = ((String) certificate.get("jws")).split("\\.", -1);
    return new JsonObject(new String(Base64.getUrlDecoder().decode(jws[1]), StandardCharsets.UTF_8))
        .getJsonObject("verification");
  }

  private static JsonObject twin() {
    return resource("Patient", "double")
        .put(
            "identifier",
            new JsonArray().add(new JsonObject().put("system", SYSTEM).put("value", "12,3|4")));
  }

  @Test
  void identifiersThatTheHostDoesNotSearchAreNotSaidToHaveBeenSearched() {
    admitIdentified("p");
    world.premises.instead(only("/Patient?identifier=", Reply.json(400, new JsonObject())));
    world.start();

    world.realm.decide("p", "PERMIT");

    JsonObject verification = certified("p").getJsonObject("verification");
    assertThat(verification.getInteger("identifiers")).isZero();
    assertThat(verification.getJsonObject("notSearched").getJsonArray("Patient"))
        .containsExactly("identifier");
  }

  @Test
  void aHostThatAnswersASearchWithSomethingElseIsNotSaidToHaveBeenSearched() {
    admit(world.premises, "p");
    admit(world.premises, "other");
    // Given a host that leaves out parameters which it does not know
    world.premises.instead(
        only("/Encounter?patient=", found(resource("Encounter", "other-e", "Patient/other"))));
    world.start();

    world.realm.decide("p", "PERMIT");

    JsonObject verification = certified("p").getJsonObject("verification");
    assertThat(verification.getJsonObject("notSearched").getJsonArray("Encounter"))
        .contains("patient");
    assertThat(verification.getJsonObject("searched").getJsonArray("Encounter"))
        .containsExactly("subject");
  }

  @Test
  void aHostThatSaysNothingOfItselfIsAskedAllThatThereIs() {
    admit(world.premises, "p");
    world.premises.instead(only("/metadata", Reply.json(403, new JsonObject())));
    world.start();

    world.realm.decide("p", "PERMIT");

    JsonObject searched = certified("p").getJsonObject("verification").getJsonObject("searched");
    assertThat(searched.getJsonArray("AllergyIntolerance"))
        .contains("patient", "asserter", "recorder");
    assertThat(searched.fieldNames()).hasSizeGreaterThan(60);
  }

  @Test
  void aSearchThatTheHostOffersAndDoesNotKnowIsMadeAgain() {
    admit(world.premises, "p");
    world.premises.instead(
        request ->
            looksForTraces(request) && request.uri().contains("/Group?member=")
                ? Optional.of(Reply.json(404, new JsonObject()))
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    assertThat(certificates()).isEmpty();

    world.premises.behave();
    assertThat(
            certified("p")
                .getJsonObject("verification")
                .getJsonObject("searched")
                .getJsonArray("Group"))
        .contains("member");
  }

  @Test
  void whereNothingCouldBeSearchedNothingIsCertified() {
    admit(world.premises, "p");
    world.premises.instead(
        request ->
            looksForTraces(request)
                ? Optional.of(Reply.json(400, new JsonObject()))
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "failed")).startsWith("host-refused: ");
    assertThat(certificates()).isEmpty();

    world.premises.behave();
    certified("p");
  }

  private boolean looksForTraces(Arrived request) {
    return request.uri().endsWith("&_count=5") && world.placement("p").equals("nuage-sante");
  }

  @Test
  void aHostThatFailsWhileItIsSearchedIsSearchedAgain() {
    admit(world.premises, "p");
    world.premises.instead(only("/Group?member=", Reply.json(500, new JsonObject())));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    assertThat(certificates()).isEmpty();

    world.premises.behave();
    certified("p");
  }

  @Test
  void aGatewayThatIsKilledBeforeItCertifiesLeavesThatToTheNext() {
    admit(world.premises, "p");
    Gate gate = afterTheRest();
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(recordOf(world.premises, "p")).isEmpty();

    world.kill(first);
    world.premises.behave();
    gate.open();
    world.start();

    certified("p");
    assertThat(certificates()).hasSize(1);
  }

  @Test
  void whatWasCertifiedCanNeitherBeChangedNorTakenBackByTheGateway() throws SQLException {
    admit(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    certified("p");

    for (String sql :
        List.of(
            "UPDATE hosts.erasure_certificate SET patient = 'q'",
            "DELETE FROM hosts.erasure_certificate")) {
      try (Connection gateway = world.database.connect(world.database.gateway());
          Statement statement = gateway.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("denied");
      }
    }
  }

  private static Settings stating(Settings settings) {
    Practice practice = settings.practices().get(0);
    Host host = practice.onPremise();
    Host stating =
        new Host(
            host.id(),
            host.kind(),
            host.url(),
            null,
            Host.Access.PLAIN,
            new Host.Stated("Cabinet SELARL", Period.ofDays(30)));
    return TestSettings.with(
        settings,
        List.of(Objects.requireNonNull(practice.cloud()), stating),
        List.of(new Practice(practice.id(), stating, practice.cloud())));
  }

  private static Reply found(JsonObject resource) {
    JsonArray entries = new JsonArray().add(new JsonObject().put("resource", resource));
    return Reply.json(200, new JsonObject().put("resourceType", "Bundle").put("entry", entries));
  }

  private static Function<Arrived, Optional<Reply>> only(String part, Reply reply) {
    return request -> request.uri().contains(part) ? Optional.of(reply) : Optional.empty();
  }

  @Test
  void anEmptyPageThatIsNotTheLastOneHasNotShownThatThereIsNothing() {
    admit(world.premises, "p");
    world.premises.instead(
        request -> {
          if (world.premises.content().containsKey("Patient/p")) {
            return Optional.empty();
          }
          return request.uri().contains("/Condition?_page=2")
              ? Optional.of(page(resource("Condition", "left", "Patient/p"), null))
              : request.uri().contains("/Condition?patient=")
                  ? Optional.of(page(null, world.premisesUrl() + "/Condition?_page=2"))
                  : Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");

    failsWithRemains("Condition/left");
    world.premises.behave();
    certified("p");
  }

  private static Reply page(@Nullable JsonObject resource, @Nullable String next) {
    JsonArray entries = new JsonArray();
    if (resource != null) {
      entries.add(new JsonObject().put("resource", resource));
    }
    JsonArray links = new JsonArray();
    if (next != null) {
      links.add(new JsonObject().put("relation", "next").put("url", next));
    }
    return Reply.json(
        200,
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "searchset")
            .put("entry", entries)
            .put("link", links));
  }
}
