// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * The FHIR server that costs next to nothing, a process of its own: {@code GET /fhir/Patient/{id}}
 * and {@code GET /fhir/Observation?patient=…}, of any patient.
 */
final class Upstream {

  private static final String READ = "/fhir/Patient/";

  private final Documents documents;

  private Upstream(Documents documents) {
    this.documents = documents;
  }

  /** With the port as its argument. */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    Upstream upstream = new Upstream(new Documents("http://127.0.0.1:" + port + "/fhir"));
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(upstream::answer)
        .listen(port, "127.0.0.1")
        .await();
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    String patient = request.getParam("patient");
    Buffer body =
        path.startsWith(READ)
            ? documents.small(path.substring(READ.length()))
            : patient == null
                ? Buffer.buffer()
                : documents.bundle(patient.substring(patient.indexOf('/') + 1));
    request
        .response()
        .setStatusCode(body.length() == 0 ? 404 : 200)
        .putHeader("Content-Type", "application/fhir+json;charset=UTF-8")
        .putHeader("ETag", "W/\"1\"")
        .putHeader("Last-Modified", "Wed, 04 Mar 2026 09:00:00 GMT")
        .end(body);
  }
}
