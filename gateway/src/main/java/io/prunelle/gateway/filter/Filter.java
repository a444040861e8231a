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
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The door of this package: what of a host's answer may be shown. If in doubt, nothing. */
public final class Filter {

  private static final Buffer NOTHING = Buffer.buffer();
  private static final Tellers NO_TELLERS = new Tellers(Set.of(), Set.of());

  private final Lengthy lengthy;
  private final String publicUrl;
  private final PageTokens tokens;
  private final FhirBodies bodies = new FhirBodies();
  private final long longest;

  public Filter(Vertx vertx, Settings settings) {
    this.lengthy = new Lengthy(vertx);
    this.publicUrl = settings.publicUrl().toString();
    this.longest = settings.limits().responseBody();
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
   * @param dependents of that host; one page at a time
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<HostPage> take(
      AcrossRecords asked, Part part, Host host, Buffer body, Dependents dependents) {
    return examined(
        body.length(),
        () -> new HostPageReader(bodies, asked, part, host, body, dependents).read());
  }

  /** What a host may have of which others tell whose it is: none yet. */
  public Dependents dependents(AcrossRecords asked, Host host) {
    boolean any = asked.type().equals(AcrossRecords.ANY_TYPE) || asked.reaches().contains("*");
    Set<String> types = new HashSet<>(any ? Set.of() : asked.reaches());
    if (!any) {
      types.add(asked.type());
    }
    return new Dependents(bodies, base(host), Set.copyOf(types));
  }

  /**
   * Those of which all is known that can tell whose they are. They wait no longer.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<List<Found>> told(Dependents dependents) {
    return examined((int) Math.min(Integer.MAX_VALUE, dependents.ready()), dependents::told);
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

  /** If in doubt, nothing. */
  private <T> Future<T> examined(int length, Callable<T> step) {
    return looked(
        length,
        () -> {
          try {
            return step.call();
          } catch (Refused refused) {
            throw refused;
          } catch (IOException | RuntimeException unreadable) {
            throw new Refusal.BadUpstream(502, "answer-not-attributable").refused();
          }
        });
  }

  /** Parsing a long one would hold the event loop up. */
  private <T> Future<T> looked(int length, Callable<T> step) {
    return lengthy.work(length, step);
  }

  /** What a resource tells. */
  private interface Telling<T> {
    T by(FhirResource resource);
  }

  /**
   * What a stored resource of the type tells.
   *
   * @param otherwise what it does if it is none, or cannot be read
   */
  private <T> Future<T> told(String type, Buffer body, T otherwise, Telling<T> telling) {
    return looked(
        body.length(),
        () -> {
          try {
            FhirResource resource = bodies.parse(body.getBytes());
            return type.equals(resource.type()) ? telling.by(resource) : otherwise;
          } catch (IOException | RuntimeException unreadable) {
            return otherwise;
          }
        });
  }

  /**
   * Whose a stored resource is, as a host answered it to the gateway's own look-up.
   *
   * @return empty when that cannot be told, which is as good as nobody's
   */
  public Future<Optional<String>> patient(String type, Host host, Buffer body) {
    return told(type, body, Optional.empty(), resource -> bodies.patient(resource, base(host)));
  }

  /**
   * Whether a stored resource of the type mentions no patient, and nothing of a patient's.
   *
   * @param known Schedules and Devices that are nobody's, as {@code Type/id}
   */
  public Future<Boolean> mentionsNobody(String type, Host host, Set<String> known, Buffer body) {
    return told(type, body, false, resource -> bodies.mentionsNobody(resource, base(host), known));
  }

  /**
   * What a stored resource of the type refers to, as {@code Type/id}: nothing if it is none, or
   * cannot be read.
   */
  public Future<Set<String>> referredTo(String type, Host host, Buffer body) {
    return told(type, body, Set.of(), resource -> bodies.references(resource, base(host)));
  }

  /** Whether a stored resource of the type is, or may be, where a patient lives. */
  public Future<Boolean> isHome(String type, Buffer body) {
    byte[] json = body.getBytes();
    return told(type, body, true, resource -> Homes.isOne(resource, json, 0, json.length));
  }

  /** Schedules of the Slots that a host answered, and Devices of its Schedules; {@code Type/id}. */
  public Future<Set<String>> schedules(Host host, Buffer body) {
    return looked(
        body.length(),
        () -> {
          try {
            return bodies.schedules(bodies.parse(body.getBytes()), base(host));
          } catch (IOException | RuntimeException unreadable) {
            return Set.of();
          }
        });
  }

  /**
   * What tells whose others in a host's answer are, as {@code Type/id}.
   *
   * @param theirs the patient's who is asked for
   * @param elsewhere what is not in the answer, in its order
   */
  public record Tellers(Set<String> theirs, Set<String> elsewhere) {}

  /** Of an answer, what tells whose others in it are. */
  public Future<Tellers> tellers(Examination examination, Buffer body) {
    Set<String> types = TellingPage.dependent(examination.interaction());
    return types.isEmpty()
        ? Future.succeededFuture(NO_TELLERS)
        : looked(
            body.length(),
            () -> {
              try {
                return TellingPage.mayHold(types, body)
                    ? new TellingPage(bodies, examination).read(Received.bytes(body))
                    : NO_TELLERS;
              } catch (IOException | RuntimeException unreadable) {
                return NO_TELLERS;
              }
            });
  }

  /**
   * What each Provenance in a host's answer is about, which may be another's beside its patient.
   *
   * @return as {@code Type/id}, in their order
   */
  public Future<List<Set<String>>> targets(Host host, Buffer body) {
    return looked(
        body.length(),
        () -> {
          try {
            return body.toString(StandardCharsets.ISO_8859_1).contains("\"Provenance\"")
                ? bodies.targets(bodies.parse(body.getBytes()), base(host))
                : List.of();
          } catch (IOException | RuntimeException unreadable) {
            return List.of();
          }
        });
  }

  /**
   * Whether a stored resource of the type may be seen: scopes may be narrowed by search parameters,
   * and some of a record is there for nobody but its patient.
   */
  public Future<Boolean> covers(Grant grant, String type, Buffer body) {
    boolean reads = grant.limited() || EarlierVersions.TYPES.contains(type);
    return looked(reads ? body.length() : 0, () -> shows(grant, type, body));
  }

  private static boolean shows(Grant grant, String type, Buffer body) {
    return !EarlierVersions.keptFrom(grant, type, body)
        && (!grant.limited() || grant.shows(type, body.getBytes()));
  }

  /**
   * The resources by which it can be told whose a stored resource is that does not say so itself.
   *
   * @return as {@code Type/id}; empty when there are none, or too many
   */
  public Future<List<String>> through(String type, Host host, Buffer body) {
    return told(type, body, List.of(), resource -> bodies.through(resource, base(host)));
  }

  /** Whether it is a Binary that tells by nothing in it whose it is. */
  public Future<Boolean> leavesOpen(Buffer body) {
    return told("Binary", body, false, bodies::leavesOpen);
  }

  /**
   * The one patient whose all documents are that point at a Binary, as a host found them.
   *
   * @param binary as {@code Binary/id}
   * @return empty when that cannot be told, which is as good as nobody's
   */
  public Future<Optional<String>> pointedAtBy(String binary, Host host, Buffer body) {
    return looked(
        body.length(),
        () -> {
          try {
            return new PointingDocuments(bodies, binary, base(host)).patient(body);
          } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
          }
        });
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
    return examined(body.length(), () -> released(examination, body));
  }

  private Buffer released(Examination examination, Buffer body) throws IOException {
    OnRecord interaction = examination.interaction();
    Links links = new Links(publicUrl, examination, tokens);
    if (interaction.writes()
        && (body.length() == 0
            || !examination.grant().returns(interaction.type(), body::getBytes))) {
      return NOTHING;
    } else if (interaction.operation().equals("validate")) {
      return new ValidationOutcome(bodies, submitted(interaction), body.getBytes()).released();
    } else if (interaction.touchesNobody() && !interaction.operation().isEmpty()) {
      return aboutNobody(examination, links, body);
    } else if (interaction.writes() || isRead(interaction)) {
      return attributed(examination, links, body);
    }
    return new BundleFilter(bodies, examination, links, Received.bytes(body)).filtered();
  }

  /** Whether a page could tell by what it lacks that there is something that may not be shown. */
  public boolean mayLack(Examination examination) {
    return FullPage.mayLack(examination);
  }

  /** Further pages of a host's. */
  public interface HostPages {
    /** One of them, by path and query below the host's base URL. */
    Future<Buffer> ask(String continuation);

    /** Against what it is examined. */
    Future<Examination> examination(Buffer page);

    /** Of one that was so long, that much is kept. */
    void done(long length, long kept);
  }

  /**
   * What may be released of a page that {@linkplain #mayLack may lack} something: as much as was on
   * it, and should there be less of that, what the host's next pages have.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be examined
   */
  public Future<Buffer> filled(Examination examination, Buffer body, HostPages more) {
    Links links = new Links(publicUrl, examination, tokens);
    return filled(new FullPage(bodies, examination, links, longest), examination, body, more);
  }

  private Future<Buffer> filled(
      FullPage page, Examination examination, Buffer body, HostPages more) {
    long before = page.bytes();
    return examined(
            body.length(), () -> Optional.ofNullable(page.take(examination, Received.bytes(body))))
        .compose(
            next -> {
              more.done(body.length(), page.bytes() - before);
              return next.isEmpty()
                  ? examined((int) page.bytes(), page::written)
                  : more.ask(next.get())
                      .compose(
                          further ->
                              more.examination(further)
                                  .compose(of -> filled(page, of, further, more)));
            });
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
    links.rebased(bodies).copy(resource, json, out);
    return out.buffer();
  }

  private static boolean isRead(OnRecord interaction) {
    return interaction.kind() == InteractionKind.READ
        || interaction.kind() == InteractionKind.VREAD;
  }

  private static String base(Examination examination) {
    return base(examination.host());
  }

  private static String base(Host host) {
    return host.url().toString();
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
    new Masked(bodies, examination, links.rebased(bodies))
        .copy(resource, json, 0, json.length, out);
    return out.buffer();
  }
}
