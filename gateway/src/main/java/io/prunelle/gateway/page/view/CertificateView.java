// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.erasure.Certificate;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate of erasure, ready for its template.
 *
 * @param lead what was erased, and where
 * @param file where the signed one is
 * @param verified how it was found to be gone, a sentence each
 */
record CertificateView(
    Frame frame,
    String lead,
    String file,
    String id,
    String key,
    String host,
    String practice,
    String when,
    String howMuch,
    List<Count> counts,
    String root,
    List<String> verified,
    String versions,
    String backups) {

  /** How many of what. */
  record Count(String what, long number) {}

  static CertificateView of(Messages t, Names names, Frame frame, Certificate certificate) {
    Dates dates = new Dates(t.language());
    JsonObject content = certificate.content();
    JsonObject erased = content.getJsonObject("erased");
    Instant at = Instant.parse(erased.getString("at"));
    String host = host(t, names, certificate, content.getJsonObject("host"));
    return new CertificateView(
        frame,
        t.text(
            certificate.moved() ? "certificate.lead.moved" : "certificate.lead",
            CertificateRow.at(t, names, certificate, host)),
        CertificateRow.PATH + certificate.id() + ".jws",
        certificate.id().toString(),
        certificate.key(),
        host,
        names.practice(certificate.practice()),
        t.text("decisions.at", dates.date(at), dates.time(at)),
        t.text("certificate.resources", erased.getLong("resources")),
        counts(t, erased.getJsonObject("types")),
        erased.getString("root"),
        verified(t, content.getJsonObject("verification")),
        t.text(
            content.getJsonObject("verification").getBoolean("expunged")
                ? "certificate.versions.removed"
                : "certificate.versions.remain"),
        backups(t, dates, content.getJsonObject("backups")));
  }

  private static String host(Messages t, Names names, Certificate certificate, JsonObject host) {
    String id = certificate.host();
    String name =
        names.isWithinPractice(id)
            ? t.text("certificate.where.practice", names.practice(certificate.practice()))
            : names.hostName(id);
    String legal = host.getString("legalName");
    return legal == null || legal.equals(name) ? name : name + " (" + legal + ")";
  }

  private static List<Count> counts(Messages t, JsonObject types) {
    List<Count> counts = new ArrayList<>();
    long others = 0;
    for (String type : types.fieldNames()) {
      if (t.has("type." + type)) {
        counts.add(new Count(t.text("type." + type), types.getLong(type)));
      } else {
        others += types.getLong(type);
      }
    }
    if (others > 0) {
      counts.add(new Count(t.text("type.other"), others));
    }
    return counts;
  }

  private static List<String> verified(Messages t, JsonObject verification) {
    List<String> sentences = new ArrayList<>();
    sentences.add(t.text("certificate.verified.ids", verification.getLong("ids")));
    sentences.add(
        t.text("certificate.verified.references", verification.getJsonObject("searched").size()));
    if (verification.getInteger("identifiers") > 0) {
      sentences.add(
          t.text("certificate.verified.identifiers", verification.getInteger("identifiers")));
    }
    int notSearched = verification.getJsonObject("notSearched").size();
    if (notSearched > 0) {
      sentences.add(t.text("certificate.verified.not", notSearched));
    }
    if (verification.containsKey("deletedBeforeFound")) {
      sentences.add(
          t.text("certificate.verified.before.known", verification.getLong("deletedBeforeFound")));
    } else if (verification.containsKey("deletedBefore")) {
      sentences.add(t.text("certificate.verified.before"));
    }
    if (verification.containsKey("acceptedAsDeleted")) {
      sentences.add(
          t.text("certificate.verified.accepted", verification.getLong("acceptedAsDeleted")));
    }
    if (verification.containsKey("homesLeft")) {
      sentences.add(t.text("certificate.verified.homes", verification.getLong("homesLeft")));
    }
    if (verification.containsKey("sameIdentifier")) {
      sentences.add(
          t.text("certificate.verified.namesakes", verification.getLong("sameIdentifier")));
    }
    if (verification.containsKey("unreferencedBinaries")) {
      sentences.add(t.text("certificate.verified.binaries"));
    }
    if ("not searched".equals(verification.getString("storedBundles"))) {
      sentences.add(t.text("certificate.verified.bundles"));
    }
    if (verification.containsKey("logicalReferences")) {
      sentences.add(t.text("certificate.verified.logical"));
    }
    if (verification.containsKey("versionsOfOthers")) {
      sentences.add(t.text("certificate.verified.others"));
    }
    return sentences;
  }

  private static String backups(Messages t, Dates dates, JsonObject backups) {
    return backups.containsKey("kept")
        ? t.text(
            "certificate.backups.until", dates.date(LocalDate.parse(backups.getString("until"))))
        : t.text("certificate.backups.unstated");
  }
}
