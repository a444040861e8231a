// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;

/**
 * {@code /realms/{realm}/consent/administration}: the administrators' pages, where {@code realm} is
 * the one in which they sign in. The paths, and nothing else.
 */
public final class ConsoleResource {
  private final Console console;

  /**
   * Opens the pages.
   *
   * @param session its context is the realm in which administrators sign in
   */
  public ConsoleResource(KeycloakSession session) {
    this.console = new Console(session);
  }

  /** The realms that the administrator may see. */
  @GET
  public Response realms() {
    return console.realms();
  }

  /** Hosts and hostings of a realm. */
  @GET
  @Path("realms/{name}")
  public Response overview(@PathParam("name") String name) {
    return console.get(name, visit -> new Overview(visit).show());
  }

  /** A host, its sheet and its hostings. */
  @GET
  @Path("realms/{name}/hosts/{id}")
  public Response host(@PathParam("name") String name, @PathParam("id") String id) {
    return console.get(name, visit -> new HostScreen(visit).show(id));
  }

  /** A form for a new host. */
  @GET
  @Path("realms/{name}/new-host")
  public Response newHost(@PathParam("name") String name) {
    return console.get(name, visit -> new HostForm(visit).create());
  }

  /** Creates a host. */
  @POST
  @Path("realms/{name}/new-host")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response createHost(@PathParam("name") String name, MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new HostForm(visit).sent());
  }

  /** A form for what is to change about a host. */
  @GET
  @Path("realms/{name}/hosts/{id}/edit")
  public Response editHost(@PathParam("name") String name, @PathParam("id") String id) {
    return console.get(name, visit -> new HostForm(visit).edit(id));
  }

  /** Changes a host. */
  @POST
  @Path("realms/{name}/hosts/{id}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response changeHost(
      @PathParam("name") String name,
      @PathParam("id") String id,
      MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new HostForm(visit).sent(id));
  }

  /** A hosting, its notices and what patients decided. */
  @GET
  @Path("realms/{name}/hostings/{id}")
  public Response hosting(@PathParam("name") String name, @PathParam("id") String id) {
    return console.get(name, visit -> new HostingScreen(visit, id).show());
  }

  /** A form for a new hosting. */
  @GET
  @Path("realms/{name}/new-hosting")
  public Response newHosting(@PathParam("name") String name) {
    return console.get(name, visit -> new HostingForm(visit).create());
  }

  /** Creates a hosting. */
  @POST
  @Path("realms/{name}/new-hosting")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response createHosting(
      @PathParam("name") String name, MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new HostingForm(visit).sent());
  }

  /** A form for what is to change about a hosting. */
  @GET
  @Path("realms/{name}/hostings/{id}/edit")
  public Response editHosting(@PathParam("name") String name, @PathParam("id") String id) {
    return console.get(name, visit -> new HostingForm(visit).edit(id));
  }

  /** Changes a hosting. */
  @POST
  @Path("realms/{name}/hostings/{id}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response changeHosting(
      @PathParam("name") String name,
      @PathParam("id") String id,
      MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new HostingForm(visit).sent(id));
  }

  /** A version of a hosting's notice, as patients read it. */
  @GET
  @Path("realms/{name}/hostings/{id}/notices/{version}")
  public Response notice(
      @PathParam("name") String name,
      @PathParam("id") String id,
      @PathParam("version") String version) {
    return console.get(name, visit -> new NoticeScreen(visit, id).show(version));
  }

  /** A form for the next version of a hosting's notice. */
  @GET
  @Path("realms/{name}/hostings/{id}/new-notice")
  public Response newNotice(@PathParam("name") String name, @PathParam("id") String id) {
    return console.get(name, visit -> new NoticeForm(visit, id).open());
  }

  /** Shows beforehand, or publishes, the next version of a hosting's notice. */
  @POST
  @Path("realms/{name}/hostings/{id}/new-notice")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response publish(
      @PathParam("name") String name,
      @PathParam("id") String id,
      MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new NoticeForm(visit, id).sent());
  }

  /** Where a patient's ledger is searched and the whole of it verified. */
  @GET
  @Path("realms/{name}/ledger")
  public Response ledger(@PathParam("name") String name) {
    return console.get(name, visit -> new LedgerScreen(visit).show());
  }

  /** One patient's ledger, or the verification of the whole. */
  @POST
  @Path("realms/{name}/ledger")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response searchLedger(
      @PathParam("name") String name, MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new LedgerScreen(visit).sent());
  }

  /** Where the realm is prepared. */
  @GET
  @Path("realms/{name}/setup")
  public Response setup(@PathParam("name") String name) {
    return console.get(name, visit -> new SetupScreen(visit).show());
  }

  /** Prepares the realm. */
  @POST
  @Path("realms/{name}/setup")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response runSetup(@PathParam("name") String name, MultivaluedMap<String, String> form) {
    return console.post(name, form, visit -> new SetupScreen(visit).run());
  }
}
