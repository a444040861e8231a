// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * {@code /admin/realms/{realm}/consent}: hosts, hostings and notices, under the administrators' own
 * permissions on the realm.
 */
public final class ConsentAdminResource {
  private static final int LONGEST = 256 * 1024;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator permissions;
  private final AdminEventBuilder events;
  private final ConsentProvider consent;
  private final Replies replies;
  private final Incoming incoming;

  ConsentAdminResource(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator permissions,
      AdminEventBuilder events) {
    this.session = session;
    this.realm = realm;
    this.permissions = permissions;
    this.events = events;
    this.consent = session.getProvider(ConsentProvider.class);
    this.replies = new Replies(session);
    this.incoming = new Incoming(session);
  }

  /** All hosts. */
  @GET
  @Path("hosts")
  public Response hosts() {
    return view(
        () ->
            Replies.json(
                Map.of(
                    "hosts", consent.hosts(realm.getId()).stream().map(this::document).toList())));
  }

  /** One host. */
  @GET
  @Path("hosts/{id}")
  public Response host(@PathParam("id") String id) {
    return view(
        () ->
            consent
                .host(realm.getId(), id)
                .map(this::document)
                .map(Replies::json)
                .orElseThrow(() -> Problem.notFound("no such host")));
  }

  /** Creates or replaces a host. */
  @PUT
  @Path("hosts/{id}")
  public Response putHost(@PathParam("id") String id, @Nullable InputStream body) {
    return manage(
        () -> {
          if (!Host.isId(id)) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "id: must be lower-case letters, digits and hyphens, 1 to 63");
          }
          Host host = Host.read(id, incoming.body(body, LONGEST), today());
          return put(consent.put(realm.getId(), host, now()), "PRUNELLE_HOST", document(host));
        });
  }

  /** All hostings. */
  @GET
  @Path("hostings")
  public Response hostings() {
    return view(
        () ->
            Replies.json(
                Map.of(
                    "hostings",
                    consent.hostings(realm.getId()).stream().map(HostingDocument::of).toList())));
  }

  /** One hosting. */
  @GET
  @Path("hostings/{id}")
  public Response hosting(@PathParam("id") String id) {
    return view(() -> Replies.json(HostingDocument.of(existing(id))));
  }

  /** Creates or replaces a hosting. */
  @PUT
  @Path("hostings/{id}")
  public Response putHosting(@PathParam("id") String id, @Nullable InputStream body) {
    return manage(
        () -> {
          HostingId hostingId =
              HostingId.parse(id)
                  .orElseThrow(
                      () ->
                          new Problem(
                              ProblemType.INVALID_PARAMETER, "id: must be {practice}@{host}"));
          if (new Practices(session, realm).name(hostingId.practice()).isEmpty()) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER,
                "id: no enabled organization has the alias " + hostingId.practice());
          }
          if (consent.host(realm.getId(), hostingId.host()).isEmpty()) {
            throw new Problem(
                ProblemType.INVALID_PARAMETER, "id: there is no host " + hostingId.host());
          }
          Hosting hosting = Hosting.read(hostingId, incoming.body(body, LONGEST));
          consent
              .hosting(realm.getId(), hostingId)
              .flatMap(hosting::breaks)
              .ifPresent(
                  rule -> {
                    throw new Problem(ProblemType.STATE_CONFLICT, rule);
                  });
          boolean created = consent.put(realm.getId(), hosting);
          return put(created, "PRUNELLE_HOSTING", HostingDocument.of(existing(id)));
        });
  }

  /** All versions of a hosting's notice, oldest first. */
  @GET
  @Path("hostings/{id}/notices")
  public Response notices(@PathParam("id") String id) {
    return view(
        () ->
            Replies.json(
                Map.of(
                    "notices",
                    consent.notices(realm.getId(), existing(id).id()).stream()
                        .map(NoticeDocument::of)
                        .toList())));
  }

  /** Publishes the next version of a hosting's notice. */
  @POST
  @Path("hostings/{id}/notices")
  public Response publish(@PathParam("id") String id, @Nullable InputStream body) {
    return manage(
        () -> {
          Hosting hosting = existing(id);
          Notice notice =
              consent
                  .publish(
                      realm.getId(),
                      hosting.id(),
                      Notice.readTexts(incoming.body(body, LONGEST)),
                      now())
                  .orElseThrow(() -> Problem.notFound("no such hosting"));
          report(OperationType.CREATE, "PRUNELLE_NOTICE", NoticeDocument.of(notice));
          return Replies.json(Response.Status.CREATED, Map.of("version", notice.version())).build();
        });
  }

  /** The ledger's proofs. */
  @Path("ledger")
  public LedgerAdminResource ledger() {
    return new LedgerAdminResource(session, realm, permissions);
  }

  private HostDocument document(Host host) {
    return HostDocument.of(host, today());
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(now(), ZoneOffset.UTC);
  }

  private Hosting existing(String id) {
    return HostingId.parse(id)
        .flatMap(hostingId -> consent.hosting(realm.getId(), hostingId))
        .orElseThrow(() -> Problem.notFound("no such hosting"));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }

  private Response put(boolean created, String type, Object document) {
    report(created ? OperationType.CREATE : OperationType.UPDATE, type, document);
    return Replies.json(created ? Response.Status.CREATED : Response.Status.OK, document).build();
  }

  private void report(OperationType operation, String type, Object document) {
    events
        .operation(operation)
        .resource(type)
        .resourcePath(session.getContext().getUri())
        .representation(Json.tree(document))
        .success();
  }

  private Response view(Supplier<Response> work) {
    return replies.reply(
        () -> {
          if (!permissions.realm().canViewRealm()) {
            throw Problem.notPermitted("the role view-realm is required");
          }
          return work.get();
        });
  }

  private Response manage(Supplier<Response> work) {
    return replies.reply(
        () -> {
          if (!permissions.realm().canManageRealm()) {
            throw Problem.notPermitted("the role manage-realm is required");
          }
          return work.get();
        });
  }
}
