// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.SignIn;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page's own addresses. The way back after a detour is built from these, never from what a
 * request says, so it cannot lead elsewhere.
 */
final class Paths {

  static final String HOME = "/my";

  /** What became of what was sent stands there; screen readers start reading at it. */
  static final String MESSAGE = HOME + "#message";

  static final String ACCESSES = "/my/accesses";
  static final String ACCESSES_CSV = "/my/accesses.csv";
  static final String ACCESSES_PDF = "/my/accesses.pdf";
  static final String ACCESSES_JSON = "/my/accesses.json";
  static final String ACCESSES_FHIR = "/my/accesses.fhir.json";
  static final String FOR = "/my/for";
  static final String DECISIONS = "/my/decisions";
  static final String RECEIPT = "/my/decisions/:position/receipt";
  static final String CONFIRM = "/my/decisions/confirm";
  static final String EMERGENCIES = "/my/emergencies";
  static final String UNUSUAL = "/my/unusual";
  static final String READ = "/my/read";
  static final String MAIL = "/my/mail";
  static final String DATA = "/my/data";
  static final String DATA_DELETE = "/my/data/delete";
  static final String CERTIFICATES = "/my/certificates";
  static final String DOCTOR = "/my/doctor";
  static final String SIGN_OUT = "/my/logout";
  static final String BACK_CHANNEL = "/my/backchannel-logout";

  /** Under the path of one access. */
  static final String PROOF = "/:entry/proof.json";

  /** Of any practice. */
  static final String PRACTICE_HOME = "/practice/:practice";

  static final String PRACTICE_ACCESSES = "/practice/:practice/accesses";

  static final String PRACTICE_TRANSFERS = "/practice/:practice/transfers";
  static final String PRACTICE_HOST = "/practice/:practice/hosts/:host";
  static final String PRACTICE_REPORTS = "/practice/:practice/reports";

  static final String PRACTICE_OBJECTIONS = "/practice/:practice/objections";
  static final String PRACTICE_HANDOVERS = "/practice/:practice/handovers";
  static final String PRACTICE_PAPER = "/practice/:practice/decisions/new";
  static final String PRACTICE_DECISIONS = "/practice/:practice/decisions";

  /** Under the path of one access. */
  static final String REPORT = "/:entry/report";

  private static final Pattern OWN_REPORT = Pattern.compile("/my/accesses/[0-9a-f-]{36}/report");
  private static final Pattern OFFICE =
      Pattern.compile(
          "/practice/[a-z0-9-]{1,100}(/reports|/transfers|/objections|/handovers|/decisions/new"
              + "|/(register|risks)(\\.pdf)?)?");
  private static final Pattern OWN_CERTIFICATE =
      Pattern.compile("(?<page>/my/certificates/[0-9a-f-]{36})(\\.jws)?");

  /** Files: who has to sign in for one is led to where it is offered. */
  private static final Pattern OWN_PROOF =
      Pattern.compile("/my/accesses/[0-9a-f-]{36}/proof\\.json");

  private static final Pattern OWN_ARCHIVE = Pattern.compile("/my/data/[0-9a-f-]{36}\\.zip");
  private static final Pattern OWN_SIGNED_RECEIPT =
      Pattern.compile("/my/decisions/[0-9]{1,18}/receipt\\.jwt");
  private static final Pattern OWN_RECEIPT =
      Pattern.compile("/my/decisions/[0-9]{1,18}/receipt\\.html");

  private static final Pattern PRACTICE =
      Pattern.compile(
          "/practice/[a-z0-9-]{1,100}/accesses"
              + "(\\.csv|\\.json|\\.ndjson|(?<entry>/[0-9a-f-]{36}(/proof\\.json)?))?");

  private static final Pattern OF_PRACTICE = Pattern.compile("(/practice/[a-z0-9-]{1,100})(/.*)?");

  /** The way back is kept in a cookie, which browsers bound. */
  private static final int LONGEST_QUERY = 1_000;

  private Paths() {}

  static String accesses(String practice) {
    return "/practice/" + practice + "/accesses";
  }

  static String transfers(String practice) {
    return "/practice/" + practice + "/transfers";
  }

  /** The transfer that the path names; empty for nonsense. */
  static Optional<UUID> transfer(RoutingContext context) {
    return uuid(context.pathParam("transfer"));
  }

  static String reports(String practice) {
    return "/practice/" + practice + "/reports";
  }

  static String objections(String practice) {
    return "/practice/" + practice + "/objections";
  }

  static String handovers(String practice) {
    return "/practice/" + practice + "/handovers";
  }

  /** The practice that the path names; empty for what none can be called. */
  static Optional<String> practice(RoutingContext context) {
    return Optional.ofNullable(context.pathParam("practice"))
        .filter(given -> given.matches("[a-z0-9-]{1,100}"));
  }

  /** The change of doctor that the path names; empty for nonsense. */
  static Optional<UUID> handover(RoutingContext context) {
    return uuid(context.pathParam("handover"));
  }

  static String paper(String practice) {
    return "/practice/" + practice + "/decisions/new";
  }

  /** The address of the page that a GET asks for; home for any other. */
  static String here(RoutingContext context) {
    Matcher practice = PRACTICE.matcher(context.normalizedPath());
    if (practice.matches()) {
      String query = practice.group("entry") == null ? AuditForm.query(context.queryParams()) : "";
      return query.length() > LONGEST_QUERY ? practice.group() : practice.group() + query;
    }
    String path = context.normalizedPath();
    Matcher certificate = OWN_CERTIFICATE.matcher(path);
    if (certificate.matches()) {
      return certificate.group("page");
    } else if (OFFICE.matcher(path).matches()) {
      return path.endsWith("/handovers") ? path + kept(context) : path;
    } else if (OWN_REPORT.matcher(path).matches() || OWN_RECEIPT.matcher(path).matches()) {
      return path;
    }
    return switch (path) {
      case ACCESSES, ACCESSES_CSV, ACCESSES_PDF, ACCESSES_JSON, ACCESSES_FHIR -> accesses(context);
      case DECISIONS -> decisions(context);
      case DATA -> DATA;
      case CONFIRM -> CONFIRM;
      case DOCTOR -> DOCTOR;
      case SignIn.SIGNED_OUT -> SignIn.SIGNED_OUT;
      default -> ofFile(path);
    };
  }

  /** The page that offers a file of one's own; home for anything else. */
  private static String ofFile(String path) {
    if (OWN_PROOF.matcher(path).matches()) {
      return ACCESSES;
    } else if (OWN_ARCHIVE.matcher(path).matches()) {
      return DATA;
    }
    return OWN_SIGNED_RECEIPT.matcher(path).matches() ? DECISIONS : HOME;
  }

  /** The page of the practice that a request is about; null for any other request. */
  static @Nullable String practiceHome(RoutingContext context) {
    Matcher practice = OF_PRACTICE.matcher(context.normalizedPath());
    return practice.matches() ? practice.group(1) : null;
  }

  private static String accesses(RoutingContext context) {
    String query = AccessForm.query(context.queryParams());
    if (query.length() > LONGEST_QUERY) {
      return ACCESSES;
    }
    return ACCESSES
        + query
        + before(context).map(id -> (query.isEmpty() ? "?" : "&") + "before=" + id).orElse("");
  }

  /** An answer is sent to the same address, and is none that can be come back to. */
  private static String decisions(RoutingContext context) {
    if (!HttpMethod.GET.equals(context.request().method())) {
      return HOME;
    }
    OptionalLong before = beforePosition(context);
    return before.isPresent() ? DECISIONS + "?before=" + before.getAsLong() : DECISIONS;
  }

  private static String kept(RoutingContext context) {
    return keptAlone(context)
        ? "?kept=all" + after(context).map(id -> "&after=" + id).orElse("")
        : "";
  }

  /** Whether of a practice's changes of doctor those are asked for that are only kept. */
  static boolean keptAlone(RoutingContext context) {
    return "all".equals(context.request().getParam("kept"));
  }

  /** The journal line that the path names; empty for nonsense. */
  static Optional<UUID> entry(RoutingContext context) {
    return uuid(context.pathParam("entry"));
  }

  /** The report that the path names; empty for nonsense. */
  static Optional<UUID> report(RoutingContext context) {
    return uuid(context.pathParam("report"));
  }

  /** Where a patient reports an access. */
  static String reporting(UUID entry) {
    return ACCESSES + "/" + entry + "/report";
  }

  /** Where a practice answers a report. */
  static String answering(String practice, UUID report) {
    return reports(practice) + "/" + report;
  }

  /** The position in the ledger that the path names; empty for nonsense. */
  static Optional<Long> position(RoutingContext context) {
    return Optional.ofNullable(context.pathParam("position"))
        .filter(given -> given.matches("[0-9]{1,18}"))
        .map(Long::valueOf);
  }

  /** Where an archive is downloaded. */
  static String archive(UUID id) {
    return DATA + "/" + id + ".zip";
  }

  /** The journal line that older ones are asked for; empty when none or nonsense is named. */
  static Optional<UUID> before(RoutingContext context) {
    return uuid(context.request().getParam("before"));
  }

  /** What is to be followed by what is asked for; empty when none or nonsense is named. */
  static Optional<UUID> after(RoutingContext context) {
    return uuid(context.request().getParam("after"));
  }

  /** The position in the ledger that older decisions are asked for; empty for none or nonsense. */
  static OptionalLong beforePosition(RoutingContext context) {
    String given = context.request().getParam("before");
    return given != null && given.matches("[1-9][0-9]{0,17}")
        ? OptionalLong.of(Long.parseLong(given))
        : OptionalLong.empty();
  }

  /** As it is written everywhere else: in upper case, or without noughts, it is none. */
  private static Optional<UUID> uuid(@Nullable String given) {
    try {
      return Optional.ofNullable(given)
          .map(UUID::fromString)
          .filter(id -> id.toString().equals(given));
    } catch (IllegalArgumentException nonsense) {
      return Optional.empty();
    }
  }
}
