// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.erasure.Certificates;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /my/certificates}: that the patient's record was erased at a host. Another patient's is
 * answered like one that is not there.
 */
final class MyCertificates {

  private static final Pattern FILE =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\\.jws)?");

  private final Certificates certificates;
  private final ConsentLedger ledger;
  private final AccessDownload.Source journal;
  private final Views views;
  private final Replies replies;

  MyCertificates(
      Certificates certificates,
      ConsentLedger ledger,
      AccessDownload.Source journal,
      Views views,
      Replies replies) {
    this.certificates = certificates;
    this.ledger = ledger;
    this.journal = journal;
    this.views = views;
    this.replies = replies;
  }

  /** The patient's, newest first. */
  Future<List<Certificate>> of(Visit visit) {
    return certificates.of(visit.patient());
  }

  /** {@code GET /my/certificates/ID} to read, {@code …ID.jws} to keep. */
  Future<Void> show(Visit visit) {
    Matcher file = FILE.matcher(String.valueOf(visit.context().pathParam("certificate")));
    if (!file.matches()) {
      return notFound(visit);
    }
    return certificates
        .one(visit.patient(), UUID.fromString(file.group(1)))
        .compose(
            found ->
                found.isEmpty()
                    ? notFound(visit)
                    : file.group(2) == null
                        ? read(visit, found.get())
                        : download(visit, found.get()));
  }

  private Future<Void> notFound(Visit visit) {
    replies.plain(visit.context(), 404, Plain.NOT_FOUND);
    return Future.succeededFuture();
  }

  private Future<Void> read(Visit visit, Certificate certificate) {
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        // Names only: without them, the page gives ids
        .otherwise(List.of())
        .map(hostings -> views.certificate(visit.language(), visit.reader(), certificate, hostings))
        .compose(html -> noted(visit, certificate, html.length()).map(html))
        .map(
            html -> {
              replies.html(visit.context(), 200, html);
              return null;
            });
  }

  private Future<Void> download(Visit visit, Certificate certificate) {
    String jws = certificate.jws();
    return noted(visit, certificate, jws.length())
        .map(
            noted -> {
              visit
                  .context()
                  .response()
                  .putHeader("Content-Type", "application/jose")
                  .putHeader(
                      "Content-Disposition",
                      "attachment; filename=\"erasure-" + certificate.id() + ".jws\"")
                  .end(jws);
              return null;
            });
  }

  /** Committed before it is sent. */
  private Future<Void> noted(Visit visit, Certificate certificate, int length) {
    Entry reading = AccessReading.reading(visit);
    Entry entry =
        new Entry(
            reading.requestId(),
            reading.agent(),
            new Entry.Act("certificate", null, null, null, "GET", visit.context().normalizedPath()),
            new Entry.Where(
                certificate.practice(), visit.patient(), certificate.host(), null, null),
            true,
            "own-certificate");
    long begun = System.nanoTime();
    return journal
        .begin(entry)
        .compose(
            id ->
                journal.end(
                    id,
                    new Outcome(
                        200, length, Duration.ofNanos(System.nanoTime() - begun), "completed")));
  }
}
