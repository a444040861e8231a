// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.Interaction.Create;
import io.prunelle.gateway.fhir.RequestParser.Located;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** The door of this package for requests: from HTTP to an interaction. */
public final class FhirRequests {

  private final RequestParser parser;
  private final long longestBody;

  public FhirRequests(Settings settings) {
    this.parser = new RequestParser(settings.publicUrl().toString());
    this.longestBody = settings.limits().requestBody();
  }

  /**
   * Parses the request, reading its body if it has a meaning.
   *
   * @param request paused
   * @return fails with {@link Refused} for whatever is not among the interactions
   */
  public Future<Interaction> parse(HttpServerRequest request) {
    try {
      HeaderRules.check(request.headers());
      Located located = parser.locate(request.path());
      if (HttpMethod.GET.equals(request.method())) {
        return Future.succeededFuture(parser.get(located, request.query()));
      } else if (HttpMethod.POST.equals(request.method())) {
        return create(located, request);
      }
      throw RequestParser.notSupported();
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Interaction> create(Located located, HttpServerRequest request) {
    if (located.segments().size() != 1 || request.query() != null) {
      throw RequestParser.notSupported();
    }
    String type = located.segments().get(0);
    Subject subject =
        Compartment.subject(type)
            .filter(Subject::creatable)
            .orElseThrow(RequestParser::notSupported);
    HeaderRules.checkBody(request.headers());
    return BoundedBody.read(request, longestBody)
        .map(body -> create(located.practice(), type, subject, body));
  }

  private static Interaction create(String practice, String type, Subject subject, Buffer body) {
    return new Create(practice, BodyRules.patient(type, subject, body.getBytes()), type, body);
  }
}
