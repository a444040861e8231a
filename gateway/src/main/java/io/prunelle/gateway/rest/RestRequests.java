// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.format.Accepted;
import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.format.Gzip;
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Batch;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.RestParser.Line;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The door of this package: from HTTP to the parsed form. */
public final class RestRequests {

  private final AllowList allowed;
  private final long longestBody;
  private final Duration patience;
  private final String publicUrl;
  private final int mostEntries;
  private final FhirXml xml;
  private final Gzip gzip;
  private final Lengthy lengthy;
  private final Memory memory;

  /**
   * @param memory that has admitted whatever request a body is read of
   */
  public RestRequests(Vertx vertx, Settings settings, Memory memory) {
    this.memory = memory;
    this.allowed = new AllowList(settings.fhir());
    this.longestBody = settings.limits().requestBody();
    this.patience = settings.clients().bodyTimeout();
    this.publicUrl = settings.publicUrl().toString();
    this.mostEntries = settings.limits().bundleEntries();
    this.xml = new FhirXml(vertx);
    this.gzip = new Gzip(vertx);
    this.lengthy = new Lengthy(vertx);
  }

  /**
   * Parses all but the body, of which nothing is read. A bundle counts as a batch until it is.
   *
   * @param understood told what is asked, even if it is refused then
   * @return fails with {@link Refused} for whatever is no interaction, or none that is offered
   */
  public Future<RestRequest> head(HttpServerRequest request, Consumer<RestRequest> understood) {
    try {
      Line line = new Line(request.method().name(), request.path(), request.query());
      RestRequest head = RestParser.head(line, request.headers(), true);
      understood.accept(head);
      allowed.requireHead(head.interaction());
      Payload.of(head.interaction()).require(head.interaction(), request.headers());
      return Future.succeededFuture(head);
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * The same with its body, if that has a meaning. Asks for it, if the client waits to be asked.
   *
   * @param request paused
   * @param counted told how long it is, in bytes, before anything is made of it; fails to refuse it
   * @param sent told a form as it came, which may not be understood
   * @param understood told what is asked, now that all of it is known
   * @return fails with {@link Refused} for a body that is too long, too slow or malformed
   */
  public Future<RestRequest> body(
      HttpServerRequest request,
      RestRequest head,
      LongFunction<Future<Void>> counted,
      Consumer<String> sent,
      Consumer<RestRequest> understood) {
    try {
      Payload payload = Payload.of(head.interaction());
      if (payload == Payload.NONE) {
        return Future.succeededFuture(head);
      }
      boolean compressed = ContentTypes.compressed(request.headers());
      long longest = payload == Payload.FORM ? longestForm() : longestBody;
      return BoundedBody.read(request, longest, patience, memory)
          .compose(
              body -> compressed ? inflated(request, body, longest) : Future.succeededFuture(body))
          .compose(body -> counted.apply(body.length()).map(body))
          .compose(body -> json(head, body, request.headers(), memory.loan(request)))
          .compose(
              body -> {
                if (payload == Payload.FORM) {
                  sent.accept(RestParser.form(body));
                }
                return whole(head, body, request.headers());
              })
          .onSuccess(understood::accept);
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * A request that the gateway wrote itself, for a further page of its answer.
   *
   * @param page that it is asked for by: of the same practice, and in the format wanted now
   * @param target path and query below the practice's base URL
   * @param posted whether it was a form, which it stays
   * @return fails with {@link Refused} when it is no longer offered
   */
  public Future<RestRequest> again(RestRequest page, String target, boolean posted) {
    try {
      int mark = target.indexOf('?');
      String path = (mark < 0 ? target : target.substring(0, mark)).replaceFirst("/?_search$", "");
      RestRequest request =
          RestParser.head(
              new Line(
                  "GET",
                  "/fhir/" + page.practice() + path,
                  mark < 0 ? null : target.substring(mark + 1)),
              MultiMap.caseInsensitiveMultiMap());
      allowed.require(request.interaction());
      RestRequest further =
          request.with(request.representation().in(page.representation().format()));
      return Future.succeededFuture(posted ? further.with(posted(further.interaction())) : further);
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /** The same search, of the same compartment if it is of one, as a form. */
  private static Interaction posted(Interaction search) {
    return search instanceof CompartmentSearch within
        ? new CompartmentSearch(
            within.compartment(), within.owner(), within.type(), within.query(), true)
        : new Search(search.type(), search.query(), true);
  }

  /**
   * The requests that a bundle is made of.
   *
   * @param bundle a batch or a transaction
   * @param headers it came with
   * @return fails with {@link Refused} when it is not made of requests
   */
  public Future<List<BundleEntry>> entries(RestRequest bundle, MultiMap headers) {
    return lengthy.work(
        bundle.length(), () -> new BundleReader(publicUrl, mostEntries, bundle, headers).entries());
  }

  /**
   * Parses an entry of a bundle, by the very rules that a request of its own is parsed by.
   *
   * @param carrier the HTTP request that it came with
   */
  public Future<RestRequest> parse(
      HttpServerRequest carrier, BundleEntry entry, Consumer<RestRequest> understood) {
    try {
      Line line = new Line(entry.method(), entry.path(), entry.query());
      RestRequest head = RestParser.head(line, entry.headers());
      if (head.interaction() instanceof Batch) {
        throw new Refusal.BadExchange(
                400, "bundle-in-bundle", "A bundle of requests cannot stand in another.")
            .refused();
      }
      understood.accept(head);
      allowed.require(head.interaction());
      Payload payload = Payload.of(head.interaction());
      payload.require(head.interaction(), entry.headers());
      if (payload == Payload.NONE) {
        return Future.succeededFuture(head);
      }
      // of a bundle all is JSON by now, but for what a Binary holds
      return json(head, entry.body(), entry.headers(), memory.loan(carrier))
          .compose(body -> whole(head, body, entry.headers()));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Buffer> json(RestRequest head, Buffer body, MultiMap headers, Loan loan) {
    Interaction interaction = head.interaction();
    // Nothing is in no format
    boolean nothing = interaction instanceof Operation && body.length() == 0;
    return !nothing && Payload.of(interaction).inXml(interaction, headers)
        ? xml.toJson(body, loan)
        : Future.succeededFuture(body);
  }

  private Future<Buffer> inflated(HttpServerRequest request, Buffer body, long longest) {
    return gzip.inflated(body, longest, (before, more) -> memory.grow(request, before, more))
        .onSuccess(plain -> memory.shrink(request, body.length(), 0))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof Gzip.TooLong
                        ? BoundedBody.tooLong()
                        : failure instanceof Refused
                            ? failure
                            : new Refusal.BadExchange(
                                    400, "body-malformed", "The body is not what gzip makes.")
                                .refused()));
  }

  /** How the answer is to be written, even if the request will be refused. */
  public static Accepted accepted(HttpServerRequest request) {
    Format format;
    try {
      format =
          Representation.of(QueryParser.parse(request.query(), Query.LONGEST), request.headers())
              .format();
    } catch (Refused refused) {
      format = Objects.requireNonNullElse(Accept.format(request.headers()), Format.JSON);
    }
    return new Accepted(format, false, Accept.gzip(request.headers()));
  }

  /** Whether it may be compressed. */
  public static boolean gzip(HttpServerRequest request) {
    return Accept.gzip(request.headers());
  }

  private Future<RestRequest> whole(RestRequest head, Buffer body, MultiMap headers) {
    return lengthy.work(
        body.length(),
        () -> {
          RestRequest whole = RestParser.whole(head, body, headers);
          allowed.require(whole.interaction());
          return whole;
        });
  }

  private long longestForm() {
    return Math.min(longestBody, QueryParser.LONGEST_FORM);
  }
}
