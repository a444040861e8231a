// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/realms/{realm}/consent}: hosts, hostings, notices and the ledger, under the
 * administrators' own permissions. The paths, and nothing else.
 */
public final class ConsentAdminResource extends Elsewhere {
  private final AdminCall call;

  ConsentAdminResource(AdminCall call) {
    this.call = call;
  }

  /** Creates what the realm lacks for this extension, and says what it found wrong. */
  @POST
  @Path("setup")
  public Response setup() {
    return new SetupAdministration(call).run();
  }

  /** All hosts. */
  @GET
  @Path("hosts")
  public Response hosts() {
    return new HostAdministration(call).all();
  }

  /** One host. */
  @GET
  @Path("hosts/{id}")
  public Response host(@PathParam("id") String id) {
    return new HostAdministration(call).one(id);
  }

  /** Creates or replaces a host. */
  @PUT
  @Path("hosts/{id}")
  public Response putHost(@PathParam("id") String id, @Nullable InputStream body) {
    return new HostAdministration(call).put(id, body);
  }

  /** All hostings that the administrator may see. */
  @GET
  @Path("hostings")
  public Response hostings() {
    return new HostingAdministration(call).all();
  }

  /** One hosting. */
  @GET
  @Path("hostings/{id}")
  public Response hosting(@PathParam("id") String id) {
    return new HostingAdministration(call).one(id);
  }

  /** Creates or replaces a hosting. */
  @PUT
  @Path("hostings/{id}")
  public Response putHosting(@PathParam("id") String id, @Nullable InputStream body) {
    return new HostingAdministration(call).put(id, body);
  }

  /** The patients' latest decisions on a hosting, counted by version and decision. */
  @GET
  @Path("hostings/{id}/tallies")
  public Response tallies(@PathParam("id") String id) {
    return new HostingAdministration(call).tallies(id);
  }

  /** All versions of a hosting's notice, oldest first. */
  @GET
  @Path("hostings/{id}/notices")
  public Response notices(@PathParam("id") String id) {
    return new NoticeAdministration(call, id).all();
  }

  /** One version, as it was published. */
  @GET
  @Path("hostings/{id}/notices/{version}")
  public Response notice(@PathParam("id") String id, @PathParam("version") String version) {
    return new NoticeAdministration(call, id).one(version);
  }

  /** Publishes the next version of a hosting's notice. */
  @POST
  @Path("hostings/{id}/notices")
  public Response publish(@PathParam("id") String id, @Nullable InputStream body) {
    return new NoticeAdministration(call, id).publish(body);
  }

  /** One patient's ledger. */
  @GET
  @Path("entries")
  public Response entries(
      @QueryParam("patient") @Nullable String patient,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable String limit) {
    return new EntryAdministration(call).of(patient, before, limit);
  }

  /** Walks along the ledger and names the first position that does not fit. */
  @GET
  @Path("ledger/verify")
  public Response verify(@Context UriInfo uri) {
    return new LedgerAdministration(call).verify(uri.getQueryParameters());
  }
}
