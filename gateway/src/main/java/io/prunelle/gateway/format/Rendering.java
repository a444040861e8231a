// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The very last step of every answer of FHIR's: from JSON, in which it was judged, to what the
 * client takes.
 */
public final class Rendering {

  /** What an answer depends on beside its URL (RFC 9110, 12.5.5). */
  public static final String VARY = "Accept, Accept-Encoding";

  /** Shorter ones fit into one packet anyway. */
  private static final int WORTH_IT = 1_400;

  private final Vertx vertx;
  private final FhirXml xml;
  private final Gzip gzip;

  public Rendering(Vertx vertx) {
    this.vertx = vertx;
    this.xml = new FhirXml(vertx);
    this.gzip = new Gzip(vertx);
  }

  /**
   * The answer as it goes onto the wire. Never fails: what cannot be written in XML is answered
   * 406, in JSON.
   *
   * @param loan of the memory that it takes
   */
  public Future<Answer> render(Answer answer, Accepted accepted, Loan loan) {
    if (answer.body().length() == 0
        || !Format.JSON.contentType().equals(answer.headers().get("content-type"))) {
      return here().succeededFuture(answer);
    }
    return here()
        .succeededFuture(answer)
        .compose(json -> formatted(json, accepted, loan))
        .compose(written -> compressed(written, accepted))
        .otherwise(Refusals::answer);
  }

  /**
   * What is said in the place of an answer that cannot be written, where something was changed:
   * that it is done. Nothing else of the answer is in it. Never fails.
   */
  public Future<Answer> done(Answer answer, Accepted accepted) {
    return render(new Answer(answer.status(), answer.headers(), done()), accepted, Loan.OWN);
  }

  /**
   * What becomes of the answer belongs to the request's own event loop, and so do its time-outs.
   */
  private ContextInternal here() {
    return (ContextInternal) vertx.getOrCreateContext();
  }

  private Future<Answer> formatted(Answer answer, Accepted accepted, Loan loan) {
    if (accepted.format() == Format.JSON) {
      return Future.succeededFuture(answer);
    }
    return xml.toXml(answer.body(), accepted.pretty(), loan)
        .map(body -> with(answer, "content-type", Format.XML.contentType(), body));
  }

  private Future<Answer> compressed(Answer answer, Accepted accepted) {
    return accepted.gzip() && answer.body().length() >= WORTH_IT
        ? gzip.deflated(answer.body()).map(body -> with(answer, "content-encoding", "gzip", body))
        : Future.succeededFuture(answer);
  }

  private static Answer with(Answer answer, String header, String value, Buffer body) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put(header, value);
    return new Answer(answer.status(), headers, body);
  }

  private static Buffer done() {
    return new JsonObject()
        .put("resourceType", "OperationOutcome")
        .put(
            "issue",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("severity", "warning")
                        .put("code", "not-supported")
                        .put(
                            "diagnostics",
                            "It is done. What came of it cannot be written in XML, or not without"
                                + " losing something; read it in JSON.")))
        .toBuffer();
  }
}
