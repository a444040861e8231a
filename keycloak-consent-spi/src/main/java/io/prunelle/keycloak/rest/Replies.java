// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.Conflict;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.administration.NoSuchParty;
import io.prunelle.keycloak.administration.NotPermitted;
import io.prunelle.keycloak.consent.Busy;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/** Turns what a resource method gives or throws into one answer. */
final class Replies {
  private static final Logger LOG = Logger.getLogger(Replies.class);

  private final KeycloakSession session;

  Replies(KeycloakSession session) {
    this.session = session;
  }

  /** Runs {@code work}; whatever it refuses or fails at undoes the request's transaction. */
  Response reply(Supplier<Response> work) {
    return reply(work, Problem::response);
  }

  /** As {@link #reply(Supplier)}, with refusals in another form. */
  Response reply(Supplier<Response> work, Function<Problem, Response> form) {
    try {
      return work.get();
    } catch (Problem problem) {
      return undone(problem, form);
    } catch (NotPermitted lacking) {
      return undone(Problem.notPermitted(String.valueOf(lacking.getMessage())), form);
    } catch (Conflict conflict) {
      return undone(
          new Problem(ProblemType.STATE_CONFLICT, String.valueOf(conflict.getMessage())), form);
    } catch (NoSuchParty party) {
      return undone(new Problem(ProblemType.INVALID_PARAMETER, "id: " + party.getMessage()), form);
    } catch (InvalidMember invalid) {
      return undone(
          new Problem(ProblemType.INVALID_MEMBER, String.valueOf(invalid.getMessage())), form);
    } catch (Busy busy) {
      LOG.warnf("a consent request was told to come again: %s", busy.getMessage());
      return undone(Problem.busy(), form);
    } catch (RuntimeException e) {
      LOG.error("a consent request failed", e);
      return undone(
          new Problem(ProblemType.INTERNAL, "the server's log has more, under this time"), form);
    }
  }

  static Response json(Object body) {
    return json(Response.Status.OK, body).build();
  }

  static Response.ResponseBuilder json(Response.Status status, Object body) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        // health data: RFC 9111 5.2.2.5
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(body));
  }

  /** A representation that may be kept, but not used without asking. */
  static Response.ResponseBuilder tagged(Response.ResponseBuilder response, EntityTag tag) {
    return response
        .header(HttpHeaders.ETAG, tag.text())
        .header(HttpHeaders.CACHE_CONTROL, null)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }

  private Response undone(Problem problem, Function<Problem, Response> form) {
    session.getTransactionManager().setRollbackOnly();
    return form.apply(problem);
  }
}
