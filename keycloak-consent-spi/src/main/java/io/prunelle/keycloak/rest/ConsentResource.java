// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.console.ConsoleResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * {@code /realms/{realm}/consent}: patients' decisions, and the feed for the gateway. The paths,
 * and nothing else.
 *
 * <p>What is under {@code me} is open to the pages of the client's web origins; all else is not for
 * browsers.
 */
public final class ConsentResource extends Elsewhere {
  private static final Pattern FHIR = Pattern.compile("(practices/[^/]+/)?fhir(/.*)?");
  private static final String PATIENT = "patient";

  private final KeycloakSession session;
  private final Rate rate;
  private final DailyTallies tallies;
  private final PatientCall call;

  ConsentResource(KeycloakSession session, Rate rate, DailyTallies tallies) {
    this.session = session;
    this.rate = rate;
    this.tallies = tallies;
    this.call = new PatientCall(session, rate);
  }

  /** The hostings that concern the patient, with notice, host sheet and state. */
  @GET
  @Path("me")
  public Response me(
      @QueryParam(PATIENT) @Nullable String patient,
      @QueryParam("lang") @Nullable String lang,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    return new MyHostings(call).all(patient, lang, acceptLanguage);
  }

  /** The patient's decisions, newest first. */
  @GET
  @Path("me/decisions")
  public Response decisions(
      @QueryParam(PATIENT) @Nullable String patient,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @Nullable String limit) {
    return new MyDecisions(call).all(patient, before, limit);
  }

  /** Takes a decision. */
  @POST
  @Path("me/decisions")
  public Response decide(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage,
      @Nullable InputStream body) {
    return new MyDecisions(call).decide(acceptLanguage, body);
  }

  /** One of the patient's decisions. */
  @GET
  @Path("me/decisions/{position}")
  public Response decision(
      @PathParam("position") String position, @QueryParam(PATIENT) @Nullable String patient) {
    return new MyDecisions(call).one(position, patient);
  }

  /** The receipt of one of the patient's decisions, as asked for: JWS, JSON or a page. */
  @GET
  @Path("me/decisions/{position}/receipt")
  public Response receipt(
      @PathParam("position") String position,
      @QueryParam(PATIENT) @Nullable String patient,
      @QueryParam("lang") @Nullable String lang,
      @QueryParam("back") @Nullable String back) {
    return new MyDecisions(call).receipt(position, patient, lang, back);
  }

  /** The patient's emergencies, newest first. */
  @GET
  @Path("me/emergencies")
  public Response emergencies() {
    return new MyEmergencies(call).all();
  }

  /** What the realm holds of the caller's own account. */
  @GET
  @Path("me/account")
  public Response account() {
    return new MyAccount(call).get();
  }

  /** Whether the patient is told of unusual accesses by mail. */
  @GET
  @Path("me/mail")
  public Response mail() {
    return new MyMail(call).get();
  }

  /** Switches that. */
  @PUT
  @Path("me/mail")
  public Response mail(@Nullable InputStream body) {
    return new MyMail(call).put(body);
  }

  /** Reports an unusual access, of which the patient is told by mail if wanted. */
  @PUT
  @Path("patients/{patient}/unusual/{report}")
  public Response reportUnusual(
      @PathParam("patient") String patient, @PathParam("report") String report) {
    return new UnusualReports(session, rate).take(patient, report);
  }

  /** A practice's hostings, their hosts, and how many patients decided what. */
  @GET
  @Path("practices/{practice}")
  public Response practice(@PathParam("practice") String practice) {
    return new PracticeOverview(session, rate, tallies, practice).all();
  }

  /** The objections to a practice's hostings, oldest first; those without an answer, or all. */
  @GET
  @Path("practices/{practice}/objections")
  public Response objections(
      @PathParam("practice") String practice, @QueryParam("state") @Nullable String state) {
    return new PracticeOffice(session, rate, practice).objections(state);
  }

  /** Answers an objection, once, with a reason. */
  @POST
  @Path("practices/{practice}/objections/{position}/answer")
  public Response answer(
      @PathParam("practice") String practice,
      @PathParam("position") String position,
      @Nullable InputStream body) {
    return new PracticeOffice(session, rate, practice).answer(position, body);
  }

  /** What some patients of the practice are called. */
  @GET
  @Path("practices/{practice}/patients")
  public Response patients(
      @PathParam("practice") String practice, @QueryParam("id") List<String> ids) {
    return new PracticeOffice(session, rate, practice).patients(ids);
  }

  /** What a patient of the practice is called. */
  @GET
  @Path("practices/{practice}/patients/{patient}")
  public Response patient(
      @PathParam("practice") String practice, @PathParam("patient") String patient) {
    return new PracticeOffice(session, rate, practice).patient(patient);
  }

  /** Records what a patient of the practice decided on paper. */
  @POST
  @Path("practices/{practice}/patients/{patient}/decisions")
  public Response record(
      @PathParam("practice") String practice,
      @PathParam("patient") String patient,
      @Nullable InputStream body) {
    return new PracticeOffice(session, rate, practice).record(patient, body);
  }

  /** Reports an emergency, of which the patient is told at the next login. */
  @PUT
  @Path("practices/{practice}/patients/{patient}/emergencies/{emergency}")
  public Response report(
      @PathParam("practice") String practice,
      @PathParam("patient") String patient,
      @PathParam("emergency") String emergency,
      @Nullable InputStream body) {
    return new EmergencyReports(session, rate, practice).take(patient, emergency, body);
  }

  /** Records Consents that were signed on paper, if {@code dry-run=false}; all or none of them. */
  @POST
  @Path("practices/{practice}/fhir/Consent")
  public Response recordConsents(
      @PathParam("practice") String practice, @Context UriInfo uri, @Nullable InputStream body) {
    return new ConsentImport(session, rate, practice).take(uri.getQueryParameters(), body);
  }

  /** The ledger after a position, for whoever enforces it. */
  @GET
  @Path("changes")
  public Response changes(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    return new Changes(session).after(after, limit);
  }

  /** A patient's decisions as FHIR Consents, newest first. */
  @GET
  @Path("fhir/Consent")
  public Response fhirConsents(@Context UriInfo uri) {
    return new FhirConsents(session, rate).search(uri);
  }

  /** One decision as a FHIR Consent. */
  @GET
  @Path("fhir/Consent/{id}")
  public Response fhirConsent(@PathParam("id") String id) {
    return new FhirConsents(session, rate).one(id);
  }

  /** What there is in FHIR, a CapabilityStatement. */
  @GET
  @Path("fhir/metadata")
  public Response metadata() {
    return new FhirConsents(session, rate).metadata();
  }

  /** The description of all this, OpenAPI 3.1. */
  @GET
  @Path("openapi.yaml")
  public Response openapi() {
    return new Replies(session).reply(ApiDocument::yaml);
  }

  /** The same for tools that read JSON alone. */
  @GET
  @Path("openapi.json")
  public Response openapiAsJson() {
    return new Replies(session).reply(ApiDocument::json);
  }

  /** The administrators' pages, which are no part of what is described there. */
  @Path("administration")
  public ConsoleResource console() {
    return new ConsoleResource(session);
  }

  @Override
  Response refusal(Problem problem, String path) {
    return FHIR.matcher(path).matches() ? FhirReplies.refusal(problem) : problem.response();
  }

  @Override
  Response.ResponseBuilder preflight(
      Response.ResponseBuilder answer, String path, Set<String> allowed) {
    return path.equals("me") || path.startsWith("me/")
        ? Origins.preflight(answer, allowed)
        : answer;
  }
}
