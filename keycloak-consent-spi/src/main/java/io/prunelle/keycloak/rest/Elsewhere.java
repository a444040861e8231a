// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/**
 * A resource that answers with a problem, too, for paths it does not know and for methods that a
 * path does not know. JAX-RS 3.7.2 prefers templates with more literal characters, so that what is
 * here comes last. HEAD is left out: it goes where GET goes.
 */
public abstract class Elsewhere {
  static final String ANYTHING = "{elsewhere:.*}";
  private static final String NAME = "elsewhere";

  Elsewhere() {}

  /** What a path knows; what a browser asks before it sends more than a form could. */
  @OPTIONS
  @Path(ANYTHING)
  public Response options(@PathParam(NAME) String path) {
    Set<String> allowed = Routes.of(getClass()).allowed(path);
    return allowed.isEmpty()
        ? refuse(HttpMethod.OPTIONS, path)
        : preflight(
                Response.noContent().header(HttpHeaders.ALLOW, String.join(", ", allowed)),
                path,
                allowed)
            .build();
  }

  /** No such path, or no such method there. */
  @GET
  @Path(ANYTHING)
  public Response get(@PathParam(NAME) String path) {
    return refuse(HttpMethod.GET, path);
  }

  /** As {@link #get}. */
  @POST
  @Path(ANYTHING)
  public Response post(@PathParam(NAME) String path) {
    return refuse(HttpMethod.POST, path);
  }

  /** As {@link #get}. */
  @PUT
  @Path(ANYTHING)
  public Response put(@PathParam(NAME) String path) {
    return refuse(HttpMethod.PUT, path);
  }

  /** As {@link #get}. */
  @PATCH
  @Path(ANYTHING)
  public Response patch(@PathParam(NAME) String path) {
    return refuse(HttpMethod.PATCH, path);
  }

  /** As {@link #get}. */
  @DELETE
  @Path(ANYTHING)
  public Response delete(@PathParam(NAME) String path) {
    return refuse(HttpMethod.DELETE, path);
  }

  /** Lets browsers through, where they may come at all. */
  Response.ResponseBuilder preflight(
      Response.ResponseBuilder answer, String path, Set<String> allowed) {
    return answer;
  }

  /** The form of a refusal at a path. */
  Response refusal(Problem problem, String path) {
    return problem.response();
  }

  private Response refuse(String method, String path) {
    Set<String> allowed = Routes.of(getClass()).allowed(path);
    Problem problem =
        allowed.isEmpty()
            ? new Problem(ProblemType.UNKNOWN_PATH, "there is nothing at this path")
            : new Problem(ProblemType.METHOD_NOT_ALLOWED, "the path does not know " + method)
                .header(HttpHeaders.ALLOW, String.join(", ", allowed));
    return refusal(problem, path);
  }
}
