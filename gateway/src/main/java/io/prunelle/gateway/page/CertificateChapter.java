// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.erasure.Certificates;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That the record was erased at hosts, as a part of an archive: all certificates in one file, and
 * the signed ones by themselves, as they are downloaded one by one.
 */
final class CertificateChapter implements Chapter {

  /** The file that has them all has the others too. */
  private static final int MOST_FILES = 1_000;

  private final Certificates certificates;
  private final String patient;

  CertificateChapter(Certificates certificates, String patient) {
    this.certificates = certificates;
    this.patient = patient;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return new PagedChapter<>(
            "certificates.json",
            (@Nullable Certificate last) -> certificates.page(patient, last),
            CertificateChapter::json)
        .into(sink)
        .compose(all -> signed(sink, null, 0));
  }

  private Future<Void> signed(Sink sink, @Nullable Certificate last, int before) {
    return certificates
        .page(patient, last)
        .compose(
            page ->
                page.isEmpty() || before >= MOST_FILES
                    ? Future.succeededFuture()
                    : signed(sink, page)
                        .compose(
                            done -> signed(sink, page.get(page.size() - 1), before + page.size())));
  }

  private static Future<Void> signed(Sink sink, List<Certificate> page) {
    return InTurn.each(
        page, one -> sink.file("certificates/" + one.id() + ".jws", Buffer.buffer(one.jws()), 1));
  }

  private static JsonObject json(Certificate certificate) {
    return new JsonObject()
        .put("id", certificate.id().toString())
        .put("practice", certificate.practice())
        .put("host", certificate.host())
        .put("certifiedAt", certificate.certifiedAt())
        .put("content", certificate.content())
        .put("key", certificate.key())
        .put("jws", certificate.jws());
  }
}
