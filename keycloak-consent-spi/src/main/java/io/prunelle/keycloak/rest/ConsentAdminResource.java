// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/realms/{realm}/consent}: hosts, hostings, notices and the ledger, under the
 * administrators' own permissions. The paths, and nothing else.
 */
public final class ConsentAdminResource extends Elsewhere {
  private final Administration administration;

  ConsentAdminResource(Administration administration) {
    this.administration = administration;
  }

  /** Creates what the realm lacks for this extension, and says what it found wrong. */
  @POST
  @Path("setup")
  public Response setup() {
    return new SetupAdministration(administration).run();
  }

  /** All hosts. */
  @GET
  @Path("hosts")
  public Response hosts() {
    return new HostAdministration(administration).all();
  }

  /** One host. */
  @GET
  @Path("hosts/{id}")
  public Response host(@PathParam("id") String id) {
    return new HostAdministration(administration).one(id);
  }

  /** Creates or replaces a host. */
  @PUT
  @Path("hosts/{id}")
  public Response putHost(@PathParam("id") String id, @Nullable InputStream body) {
    return new HostAdministration(administration).put(id, body);
  }

  /** All hostings that the administrator may see. */
  @GET
  @Path("hostings")
  public Response hostings() {
    return new HostingAdministration(administration).all();
  }

  /** One hosting. */
  @GET
  @Path("hostings/{id}")
  public Response hosting(@PathParam("id") String id) {
    return new HostingAdministration(administration).one(id);
  }

  /** Creates or replaces a hosting. */
  @PUT
  @Path("hostings/{id}")
  public Response putHosting(@PathParam("id") String id, @Nullable InputStream body) {
    return new HostingAdministration(administration).put(id, body);
  }

  /** All versions of a hosting's notice, oldest first. */
  @GET
  @Path("hostings/{id}/notices")
  public Response notices(@PathParam("id") String id) {
    return new NoticeAdministration(administration, id).all();
  }

  /** One version, as it was published. */
  @GET
  @Path("hostings/{id}/notices/{version}")
  public Response notice(@PathParam("id") String id, @PathParam("version") String version) {
    return new NoticeAdministration(administration, id).one(version);
  }

  /** Publishes the next version of a hosting's notice. */
  @POST
  @Path("hostings/{id}/notices")
  public Response publish(@PathParam("id") String id, @Nullable InputStream body) {
    return new NoticeAdministration(administration, id).publish(body);
  }

  /** One patient's ledger. */
  @GET
  @Path("entries")
  public Response entries(
      @QueryParam("patient") @Nullable String patient,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable String limit) {
    return new EntryAdministration(administration).of(patient, before, limit);
  }

  /** Walks along the ledger and names the first position that does not fit. */
  @GET
  @Path("ledger/verify")
  public Response verify(
      @QueryParam("position") @Nullable String position,
      @QueryParam("hash") @Nullable String hash) {
    return new LedgerAdministration(administration).verify(position, hash);
  }
}
