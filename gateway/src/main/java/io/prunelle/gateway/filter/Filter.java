// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.AcrossRecords.Part;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The door of this package: what of a host's answer may be shown. If in doubt, nothing. */
public final class Filter {

  /** Longer answers are examined on a worker: parsing them would hold the event loop up. */
  private static final int LONG = 128 * 1024;

  private static final Buffer NOTHING = Buffer.buffer();

  private final Vertx vertx;
  private final String publicUrl;
  private final PageTokens tokens;
  private final FhirBodies bodies = new FhirBodies();

  public Filter(Vertx vertx, Settings settings) {
    this.vertx = vertx;
    this.publicUrl = settings.publicUrl().toString();
    this.tokens = new PageTokens(settings.pagingKey(), Clock.systemUTC());
  }

  /**
   * What a page token stands for.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when the token is not this
   *     caller's
   */
  public Future<OnRecord> open(Page page, String practice, Caller caller) {
    return tokens
        .open(page.token(), caller.subject(), practice)
        .map(opened -> Future.<OnRecord>succeededFuture(opened))
        .orElseGet(() -> Future.failedFuture(new Refusal.NotFound("page-unknown").refused()));
  }

  /** The further page of a request over several records that a token stands for. */
  public Optional<Further> further(Page page, String practice, Caller caller) {
    return tokens.further(page.token(), caller.subject(), practice);
  }

  /**
   * A page of what a host answered a part of a request over several records with, taken apart.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<HostPage> take(AcrossRecords asked, Part part, Host host, Buffer body) {
    return examined(
        body.length(), () -> new HostPageReader(bodies, asked, part, host, body).read());
  }

  /**
   * One answer of what hosts were found to have.
   *
   * @param shown all of it that may be shown
   * @param as against what each is examined
   * @param page how it begins, goes on, and how much there is
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<Buffer> merged(
      AcrossRecords asked, List<Found> shown, Function<Found, Examination> as, MergedPage page) {
    int length = shown.stream().mapToInt(found -> found.resource().length()).sum();
    return examined(
        length, () -> new MergedBundle(bodies, publicUrl, tokens, asked).written(shown, as, page));
  }

  private <T> Future<T> examined(int length, Callable<T> step) {
    Callable<T> orNothing =
        () -> {
          try {
            return step.call();
          } catch (Refused refused) {
            throw refused;
          } catch (IOException | RuntimeException unreadable) {
            throw new Refusal.BadUpstream(502, "answer-not-attributable").refused();
          }
        };
    return length > LONG
        ? vertx.executeBlocking(orNothing, false)
        : Future.future(
            promise -> {
              try {
                promise.complete(orNothing.call());
              } catch (Exception failure) {
                promise.fail(failure);
              }
            });
  }

  /**
   * Whose a stored resource is, as a host answered it to the gateway's own look-up.
   *
   * @return empty when that cannot be told, which is as good as nobody's
   */
  public Future<Optional<String>> patient(String type, Host host, Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> owner(type, host, body), false)
        : Future.succeededFuture().map(now -> owner(type, host, body));
  }

  private Optional<String> owner(String type, Host host, Buffer body) {
    try {
      FhirResource resource = bodies.parse(body.getBytes());
      return type.equals(resource.type())
          ? bodies.patient(resource, host.url().toString())
          : Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Whether a stored resource of the type mentions no patient, and nothing of a patient's.
   *
   * @param known Schedules that are nobody's, as {@code Type/id}
   */
  public Future<Boolean> mentionsNobody(String type, Host host, Set<String> known, Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> nobodys(type, host, known, body), false)
        : Future.succeededFuture().map(now -> nobodys(type, host, known, body));
  }

  /** Schedules of the Slots that a host answered, as {@code Type/id}. */
  public Future<Set<String>> schedules(Host host, Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> referredSchedules(host, body), false)
        : Future.succeededFuture().map(now -> referredSchedules(host, body));
  }

  private Set<String> referredSchedules(Host host, Buffer body) {
    try {
      return bodies.schedules(bodies.parse(body.getBytes()), host.url().toString());
    } catch (IOException | RuntimeException unreadable) {
      return Set.of();
    }
  }

  private boolean nobodys(String type, Host host, Set<String> known, Buffer body) {
    try {
      FhirResource resource = bodies.parse(body.getBytes());
      return type.equals(resource.type())
          && bodies.mentionsNobody(resource, host.url().toString(), known);
    } catch (IOException | RuntimeException unreadable) {
      return false;
    }
  }

  /** Whether scopes narrowed by search parameters cover a stored resource of the type. */
  public Future<Boolean> covers(Grant grant, String type, Buffer body) {
    return grant.limited() && body.length() > LONG
        ? vertx.executeBlocking(() -> shows(grant, type, body), false)
        : Future.succeededFuture().map(now -> shows(grant, type, body));
  }

  private static boolean shows(Grant grant, String type, Buffer body) {
    return !grant.limited() || grant.shows(type, body.toJsonObject());
  }

  /**
   * The resources by which it can be told whose a stored resource is that does not say so itself.
   *
   * @return as {@code Type/id}; empty when there are none, or too many
   */
  public Future<List<String>> through(String type, Host host, Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> pointers(type, host, body), false)
        : Future.succeededFuture().map(now -> pointers(type, host, body));
  }

  private List<String> pointers(String type, Host host, Buffer body) {
    try {
      FhirResource resource = bodies.parse(body.getBytes());
      return type.equals(resource.type())
          ? bodies.through(resource, host.url().toString())
          : List.of();
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
  }

  /** Whether it is a Binary that tells by nothing in it whose it is. */
  public Future<Boolean> leavesOpen(Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> isOpen(body), false)
        : Future.succeededFuture().map(now -> isOpen(body));
  }

  private boolean isOpen(Buffer body) {
    try {
      return bodies.leavesOpen(bodies.parse(body.getBytes()));
    } catch (IOException | RuntimeException unreadable) {
      return false;
    }
  }

  /**
   * The one patient whose all documents are that point at a Binary, as a host found them.
   *
   * @param binary as {@code Binary/id}
   * @return empty when that cannot be told, which is as good as nobody's
   */
  public Future<Optional<String>> pointedAtBy(String binary, Host host, Buffer body) {
    return body.length() > LONG
        ? vertx.executeBlocking(() -> documents(binary, host, body), false)
        : Future.succeededFuture().map(now -> documents(binary, host, body));
  }

  private Optional<String> documents(String binary, Host host, Buffer body) {
    try {
      return new PointingDocuments(bodies, binary, host.url().toString()).patient(body);
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * What may be released of an answer.
   *
   * @param status the host's, of success
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<Buffer> examine(Examination examination, int status, Buffer body) {
    if (status == 304) {
      return Future.succeededFuture(NOTHING);
    }
    return body.length() > LONG
        ? vertx.executeBlocking(() -> released(examination, body), false)
        : Future.succeededFuture().map(now -> released(examination, body));
  }

  private Buffer released(Examination examination, Buffer body) {
    try {
      OnRecord interaction = examination.interaction();
      Links links = new Links(publicUrl, examination, tokens);
      if (interaction.writes()
          && (body.length() == 0
              || !examination.grant().returns(interaction.type(), body::toJsonObject))) {
        return NOTHING;
      } else if (interaction.operation().equals("validate")) {
        return new ValidationOutcome(bodies, submitted(interaction), body.getBytes()).released();
      } else if (interaction.touchesNobody() && !interaction.operation().isEmpty()) {
        return aboutNobody(examination, links, body);
      } else if (interaction.writes() || isRead(interaction)) {
        return attributed(examination, links, body);
      }
      return new BundleFilter(bodies, examination, links, Received.bytes(body)).filtered();
    } catch (Refused refused) {
      throw refused;
    } catch (IOException | RuntimeException unreadable) {
      throw new Refusal.BadUpstream(502, "answer-not-attributable").refused();
    }
  }

  /** A Binary that was found to be the patient's by their documents. */
  private boolean isPointedAt(FhirResource resource, Examination examination) {
    return isRead(examination.interaction())
        && bodies.leavesOpen(resource)
        && examination.known().contains("Binary/" + resource.id());
  }

  /** As {@code $validate} is sent: Parameters with the resource among them. */
  private static byte[] submitted(OnRecord interaction) {
    return Objects.requireNonNull(interaction.upstream().body()).getBytes();
  }

  /** An answer about codes, in which nobody has a place. */
  private Buffer aboutNobody(Examination examination, Links links, Buffer body) throws IOException {
    byte[] json = body.getBytes();
    FhirResource resource = bodies.parse(json);
    if (!Set.of("Parameters", "ValueSet").contains(String.valueOf(resource.type()))
        || !bodies.mentionsNobody(resource, base(examination), Set.of())) {
      throw new IOException("not about codes alone");
    }
    Released out = new Released(json.length);
    links.rebased().copy(json, 0, json.length, out);
    return out.buffer();
  }

  private static boolean isRead(OnRecord interaction) {
    return interaction.kind() == InteractionKind.READ
        || interaction.kind() == InteractionKind.VREAD;
  }

  private static String base(Examination examination) {
    return examination.host().url().toString();
  }

  private Buffer attributed(Examination examination, Links links, Buffer body) throws IOException {
    byte[] json = Received.bytes(body);
    FhirResource resource = bodies.parse(json);
    OnRecord interaction = examination.interaction();
    if (interaction.writes() && "OperationOutcome".equals(resource.type())) {
      // It is done; the host's own words about it may tell what the caller may not know
      return NOTHING;
    }
    boolean asked = interaction.type().equals(resource.type());
    if (asked
        && interaction.touchesNobody()
        && (Homes.isOne(resource, json, 0, json.length)
            || !bodies.concerns(
                resource, OnRecord.NOBODY, base(examination), examination.known()))) {
      // Shared in name only: it mentions a patient. In the words for what a host does not have
      throw new Refusal.HostRefused(404, "somebodys").refused();
    } else if (!asked
        || !(bodies.concerns(
                resource, interaction.patient(), base(examination), examination.known())
            || isPointedAt(resource, examination))) {
      throw new IOException("not the patient asked for");
    }
    if (!shows(examination.grant(), interaction.type(), body)) {
      if (interaction.writes()) {
        throw new IOException("not what was written");
      }
      // As the host itself answers of what is not there
      throw new Refusal.HostRefused(404, "scope-not-covering").refused();
    }
    Released out = new Released(json.length);
    new Masked(bodies, examination, links.rebased()).copy(resource, json, 0, json.length, out);
    return out.buffer();
  }
}
