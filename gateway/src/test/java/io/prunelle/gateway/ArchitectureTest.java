// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages to the design: their order, their doors, their tables. */
final class ArchitectureTest {

  private static final String ROOT = "io.prunelle.gateway";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** What each package may know of the others. The way of a request is wired in the root alone. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("refusal", Set.of()),
          Map.entry("ops", Set.of("config")),
          Map.entry("token", Set.of("config", "refusal", "ops", "realm")),
          Map.entry("rate", Set.of("refusal")),
          Map.entry("format", Set.of("refusal", "rate", "ops")),
          Map.entry("rest", Set.of("config", "refusal", "ops", "format", "rate")),
          Map.entry("patch", Set.of("refusal", "rest", "format")),
          Map.entry("fhir", Set.of("config", "refusal", "ops", "rate", "rest", "format", "patch")),
          Map.entry(
              "conformance",
              Set.of(
                  "config", "refusal", "ops", "rate", "fhir", "rest", "format", "audit",
                  "journal")),
          Map.entry("access", Set.of("token", "rest", "fhir", "format", "refusal")),
          Map.entry("realm", Set.of("config")),
          Map.entry("consent", Set.of("config", "refusal", "ops", "token", "realm")),
          Map.entry("hosts", Set.of("config", "refusal", "ops")),
          Map.entry("door", Set.of("config", "ops", "rest", "conformance", "page")),
          Map.entry(
              "command",
              Set.of(
                  "config",
                  "ops",
                  "chain",
                  "journal",
                  "verification",
                  "erasure",
                  "hosts",
                  "hosts.transfer")),
          Map.entry("hosts.failure", Set.of("refusal")),
          Map.entry("hosts.fhir", Set.of("config", "ops", "rest", "proxy", "hosts.failure")),
          Map.entry(
              "hosts.transfer",
              Set.of(
                  "config",
                  "refusal",
                  "ops",
                  "rest",
                  "proxy",
                  "chain",
                  "journal",
                  "consent",
                  "erasure",
                  "hosts",
                  "hosts.failure",
                  "hosts.fhir")),
          Map.entry("pkcs11", Set.of("config")),
          Map.entry("chain", Set.of("config", "pkcs11")),
          Map.entry("witness", Set.of("config", "ops", "chain")),
          Map.entry("journal", Set.of("config", "refusal", "ops", "rate", "chain", "witness")),
          Map.entry("verification", Set.of("config", "refusal", "ops", "chain", "journal")),
          Map.entry("audit", Set.of("config", "refusal", "ops", "rest", "journal")),
          Map.entry("siem", Set.of("config", "ops", "journal")),
          Map.entry("purpose", Set.of("config", "refusal", "ops", "realm")),
          Map.entry("unusual", Set.of("config", "refusal", "ops", "journal", "realm")),
          Map.entry("report", Set.of("refusal")),
          Map.entry("handover", Set.of("refusal", "ops", "journal", "hosts", "hosts.transfer")),
          Map.entry("erasure", Set.of("refusal", "chain")),
          Map.entry("bundle", Set.of("refusal", "rest", "proxy", "format")),
          Map.entry("proxy", Set.of("config", "refusal", "rest", "fhir", "format", "rate")),
          Map.entry(
              "filter",
              Set.of("config", "refusal", "ops", "rest", "fhir", "token", "access", "format")));

  /** The doors, and the values that go through them. */
  private static final Map<String, Set<String>> PUBLIC =
      Map.ofEntries(
          Map.entry("", Set.of("Gateway")),
          Map.entry(
              "config",
              Set.of(
                  "Settings",
                  "Host",
                  "HostKind",
                  "Certificate",
                  "Practice",
                  "BreakGlass",
                  "InvalidSettings")),
          Map.entry("refusal", Set.of("Refusal", "Refusals", "Refused", "DatabaseDown", "Answer")),
          Map.entry(
              "ops",
              Set.of(
                  "Fetches",
                  "Part",
                  "Rounds",
                  "Readiness",
                  "Operations",
                  "InTurn",
                  "Loop",
                  "Lengthy",
                  "CutOff",
                  "Outflow",
                  "Patience",
                  "CertificateWatch",
                  "LogLines",
                  "LogOutput",
                  "Metrics",
                  "Migration",
                  "Pools",
                  "Schema",
                  "Connections",
                  "OwnConnection",
                  "Shared",
                  "SharedReads",
                  "Remembered",
                  "Revision",
                  "Since")),
          Map.entry("token", Set.of("Tokens", "Caller", "Reception")),
          Map.entry("rate", Set.of("RateLimit", "Memory", "Loan", "AtOnce")),
          Map.entry(
              "rest",
              Set.of(
                  "RestRequests",
                  "RestRequest",
                  "BundleEntry",
                  "HttpDate",
                  "Interaction",
                  "InteractionKind",
                  "PatchFormat",
                  "Query",
                  "SearchTerm",
                  "Representation",
                  "Preferences",
                  "Conditions",
                  "Upstream",
                  "R4",
                  "Residence",
                  "Framing",
                  "Expectation",
                  "Grammar")),
          Map.entry(
              "format",
              Set.of(
                  "FhirXml",
                  "Gzip",
                  "Rendering",
                  "Format",
                  "Accepted",
                  "Definitions",
                  "JsonReader",
                  "Tree",
                  "Weight")),
          Map.entry(
              "fhir",
              Set.of(
                  "Before",
                  "FhirRequests",
                  "Offer",
                  "OnRecord",
                  "AcrossRecords",
                  "OfOne",
                  "Order",
                  "Condition",
                  "FhirBodies",
                  "FhirResource",
                  "AddedReferences",
                  "Led",
                  "ShownBefore",
                  "Steps",
                  "Writer")),
          Map.entry("patch", Set.of("Patches")),
          Map.entry("conformance", Set.of("Conformance")),
          Map.entry("access", Set.of("AccessPolicy", "Grant")),
          Map.entry("consent", Set.of("Consents", "Standing", "Change", "Rebuild")),
          Map.entry("hosts", Set.of("Hosts", "PatientRecord", "Placement", "KeptRecords", "Hold")),
          Map.entry(
              "door", Set.of("FrontDoor", "Receiver", "ClientConnections", "Crumbs", "UnreadBody")),
          Map.entry("command", Set.of("CommandLine", "JournalCommands", "TransferCommands")),
          Map.entry("hosts.failure", Set.of("TransferFailure")),
          Map.entry(
              "hosts.fhir",
              Set.of(
                  "CanonicalForm",
                  "Capabilities",
                  "ExactJson",
                  "Exchange",
                  "FhirHost",
                  "HistoryPage",
                  "HostFetching",
                  "HostHistory",
                  "HostLimits",
                  "HostOffer",
                  "HostPages",
                  "HostReferring",
                  "HostSearches",
                  "HostTypes",
                  "HostWriting",
                  "Identifier",
                  "Lanes",
                  "Mentions",
                  "Page",
                  "ReadSearches",
                  "Resource",
                  "ResourceKey",
                  "Restraint",
                  "TraceSearches",
                  "VersionsPage")),
          Map.entry(
              "hosts.transfer",
              Set.of(
                  "Closing",
                  "Handovers",
                  "Missing",
                  "Move",
                  "Mover",
                  "Moves",
                  "Order",
                  "Overview",
                  "PastMove",
                  "TransferSettings")),
          Map.entry("realm", Set.of("ServiceToken", "ClientPassword")),
          Map.entry(
              "purpose",
              Set.of(
                  "PurposeOfUse", "Opening", "Openings", "Emergency", "PastEmergency", "Telling")),
          Map.entry(
              "journal",
              Set.of(
                  "Concluding",
                  "Dealings",
                  "Journal",
                  "Entry",
                  "History",
                  "Identifiers",
                  "Kind",
                  "Outcome",
                  "Line",
                  "Result",
                  "Selection",
                  "Feed",
                  "Turn",
                  "Unsent",
                  "Written")),
          Map.entry(
              "chain",
              Set.of(
                  "Block",
                  "CanonicalJson",
                  "Chain",
                  "ChainStart",
                  "Checkpoint",
                  "KeyFile",
                  "Keyring",
                  "MerkleTree",
                  "Octets",
                  "PublicKey",
                  "SigningKey",
                  "StrictJson")),
          Map.entry("pkcs11", Set.of("Token")),
          Map.entry("witness", Set.of("Witnesses")),
          Map.entry("verification", Set.of("Examiner", "Proofs")),
          Map.entry("report", Set.of("Commitment", "Report", "Reports")),
          Map.entry(
              "handover",
              Set.of("Answer", "Carrying", "ChangesOfDoctor", "Handover", "Office", "Waiting")),
          Map.entry(
              "erasure",
              Set.of(
                  "Certificate", "CertificateCheck", "Certificates", "Certification", "Erasure")),
          Map.entry("siem", Set.of("Streaming")),
          Map.entry(
              "unusual", Set.of("Watching", "Mailing", "Notices", "Notice", "PastNotice", "Rule")),
          Map.entry("audit", Set.of("AuditEvents", "AuditQuery", "Look", "Looking")),
          Map.entry(
              "proxy",
              Set.of(
                  "Proxy",
                  "HostAnswer",
                  "HostConnection",
                  "HostStream",
                  "Nobody",
                  "ReadTimes",
                  "TraceContext")),
          Map.entry("bundle", Set.of("ResponseBundle", "TransactionBundle")),
          Map.entry(
              "filter",
              Set.of(
                  "Filter",
                  "Examination",
                  "Dependents",
                  "Found",
                  "HostPage",
                  "MergedPage",
                  "Further")));

  static Stream<String> steps() {
    return KNOWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepKnowsOnlyWhatItMustKnow(String step) {
    String[] known =
        Stream.concat(Stream.of(step), KNOWS.get(step).stream())
            .map(name -> ROOT + "." + name)
            .toArray(String[]::new);

    classes()
        .that()
        .resideInAPackage(ROOT + "." + step)
        .should()
        .onlyDependOnClassesThat(not(resideInAnyPackage(ROOT + "..")).or(resideInAnyPackage(known)))
        .check(CLASSES);
  }

  /** The page shows what moves, and a change of doctor asks for it. */
  @ParameterizedTest
  @CsvSource({"page", "hosts.transfer"})
  void whatStandsBesideTheWayIsKnownToNobodyOnIt(String beside) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT,
            ROOT + ".door",
            ROOT + ".command",
            ROOT + "." + beside + "..",
            ROOT + ".page..",
            ROOT + ".handover")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "." + beside + "..")
        .check(CLASSES);
  }

  /** So that neither an answer nor how long it takes can tell what a patient is told. */
  @Test
  void nothingOnTheWayOfARequestKnowsWhatPatientsAreTold() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".unusual", ROOT + ".page..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".unusual")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  static Stream<String> doors() {
    return PUBLIC.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void aPackageShowsItsDoorAndItsValuesOnly(String step) {
    String name = step.isEmpty() ? ROOT : ROOT + "." + step;
    Set<String> shown =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals(name))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());

    assertThat(shown).isEqualTo(PUBLIC.get(step));
  }

  @Test
  void classesAreNotMadeToBeExtended() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areTopLevelClasses()
        .and()
        .haveSimpleNameNotEndingWith("package-info")
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void nobodyWaitsOnTheEventLoop() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".Gateway")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Future.class, "await")
        .orShould()
        .callMethod(java.util.concurrent.CompletableFuture.class, "get")
        .orShould()
        .callMethod(java.util.concurrent.CompletableFuture.class, "join")
        .check(CLASSES);
  }

  /** Tables belong to one package each. What examines the journal must not trust what writes it. */
  @ParameterizedTest
  @CsvSource({
    "journal, 'journal.chain'",
    "journal, 'journal.block'",
    "journal, 'journal.closed'",
    "journal, 'journal.entry'",
    "journal, 'journal.outcome'",
    "verification, 'journal.dropped_leaf'",
    "journal, 'journal.streamed'",
    "consent, 'consent.feed'",
    "consent, 'consent.decision'",
    "consent, 'consent.ended'",
    "consent, 'consent.awaited'",
    "hosts, 'hosts.placement'",
    "transfer, 'hosts.transfer_item'",
    "purpose, 'purpose.opening'",
    "purpose, 'purpose.acknowledged'",
    "purpose, 'purpose.telling'",
    "unusual, 'unusual.record'",
    "unusual, 'unusual.known'",
    "unusual, 'unusual.notice'",
    "unusual, 'unusual.mail'",
    "report, 'report.report'",
    "handover, 'hosts.handover'",
    "erasure, 'hosts.erasure_certificate'",
    "login, 'page.session'",
    "login, 'page.logout'",
    "login, 'page.answer'",
    "login, 'page.attempt'",
    "page, 'page.read_answer'",
    "takeout, 'takeout.archive'",
    "takeout, 'takeout.piece'"
  })
  void aTableIsNamedInTheSqlOfItsOwnPackageOnly(String owner, String table) throws IOException {
    Path sources = Path.of("src/main/java/io/prunelle/gateway");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> naming =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> sqlNames(file, table))
              .map(sources::relativize)
              .toList();

      assertThat(naming)
          .isNotEmpty()
          .allMatch(
              file ->
                  file.getParent().endsWith(owner)
                      || (Set.of("journal", "report").contains(owner)
                          && file.getParent().endsWith("verification")));
    }
  }

  private static boolean sqlNames(Path file, String table) {
    try {
      String source = Files.readString(file);
      return Stream.of("FROM ", "INTO ", "UPDATE ", "JOIN ", "TABLE ")
          .anyMatch(keyword -> source.contains(keyword + table));
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
