// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Batch;
import io.prunelle.gateway.rest.Interaction.Capabilities;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.ConditionalCreate;
import io.prunelle.gateway.rest.Interaction.ConditionalDelete;
import io.prunelle.gateway.rest.Interaction.ConditionalPatch;
import io.prunelle.gateway.rest.Interaction.ConditionalUpdate;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.Interaction.Delete;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.Interaction.Patch;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Interaction.Update;
import io.prunelle.gateway.rest.Interaction.VRead;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Method, segments and query into an interaction. Default deny: what fits no form is refused. */
final class Routes {

  /** http://hl7.org/fhir/R4/compartmentdefinition.html. */
  private static final Set<String> COMPARTMENTS =
      Set.of("Device", "Encounter", "Patient", "Practitioner", "RelatedPerson");

  private final String method;
  private final List<String> segments;
  private final Query query;
  private final MultiMap headers;

  private Routes(String method, List<String> segments, Query query, MultiMap headers) {
    this.method = method;
    this.segments = segments;
    this.query = query;
    this.headers = headers;
  }

  static Interaction find(String method, List<String> segments, Query query, MultiMap headers) {
    Routes routes = new Routes(method, segments, query, headers);
    Interaction found = routes.find();
    if (!query.isEmpty() && found.query().isEmpty()) {
      throw new Refusal.BadExchange(
              400, "query-unexpected", "This interaction takes no search parameters.")
          .refused();
    }
    return found;
  }

  private Interaction find() {
    return switch (segments.size()) {
      case 0 -> base();
      case 1 -> one(segments.get(0));
      case 2 -> two(type(), segments.get(1));
      case 3 -> three(type(), id(), segments.get(2));
      case 4 -> four(type(), id(), segments.get(2), segments.get(3));
      default -> throw RequestTarget.malformed();
    };
  }

  private Interaction base() {
    if (method.equals("POST")) {
      return new Batch();
    }
    only("GET", "GET, HEAD, POST");
    boolean page =
        query.parameters().size() == 1 && query.parameters().get(0).name().equals("_page");
    return page ? new Page(query.parameters().get(0).value()) : new Search(null, query, false);
  }

  private Interaction one(String segment) {
    if (Grammar.isOperation(segment)) {
      return operation(null, null, segment);
    }
    return switch (segment) {
      case "metadata" -> {
        only("GET", "GET, HEAD");
        yield new Capabilities(query);
      }
      case "_history" -> history(null, null);
      case "_search" -> {
        only("POST", "POST");
        yield new Search(null, query, true);
      }
      default -> ofType(type());
    };
  }

  private Interaction ofType(String type) {
    return switch (method) {
      case "GET" -> new Search(type, query, false);
      case "POST" ->
          headers.contains("If-None-Exist")
              ? new ConditionalCreate(type, IfNoneExist.query(type, headers))
              : new Create(type);
      case "PUT" -> new ConditionalUpdate(type, query);
      case "PATCH" -> new ConditionalPatch(type, query, ContentTypes.patch(headers));
      case "DELETE" -> new ConditionalDelete(type, query);
      default -> throw notAllowed("GET, HEAD, POST, PUT, PATCH, DELETE");
    };
  }

  private Interaction two(String type, String segment) {
    if (Grammar.isOperation(segment)) {
      return operation(type, null, segment);
    }
    return switch (segment) {
      case "_history" -> history(type, null);
      case "_search" -> {
        only("POST", "POST");
        yield new Search(type, query, true);
      }
      default -> ofInstance(type, id());
    };
  }

  private Interaction ofInstance(String type, String id) {
    return switch (method) {
      case "GET" -> new Read(type, id);
      case "PUT" -> new Update(type, id);
      case "PATCH" -> new Patch(type, id, ContentTypes.patch(headers));
      case "DELETE" -> new Delete(type, id);
      default -> throw notAllowed("GET, HEAD, PUT, PATCH, DELETE");
    };
  }

  private Interaction three(String type, String id, String segment) {
    if (Grammar.isOperation(segment)) {
      return operation(type, id, segment);
    } else if (segment.equals("_history")) {
      return history(type, id);
    } else if (segment.equals("_search")) {
      only("POST", "POST");
      return compartment(type, id, null, true);
    }
    only("GET", "GET, HEAD");
    return compartment(type, id, searched(segment), false);
  }

  private Interaction four(String type, String id, String third, String fourth) {
    if (third.equals("_history") && Grammar.isId(fourth)) {
      only("GET", "GET, HEAD");
      return new VRead(type, id, fourth);
    } else if (fourth.equals("_search")) {
      only("POST", "POST");
      return compartment(type, id, searched(third), true);
    }
    throw RequestTarget.malformed();
  }

  private Interaction compartment(
      String compartment, String owner, @Nullable String searched, boolean posted) {
    if (!COMPARTMENTS.contains(compartment)) {
      throw RequestTarget.malformed();
    }
    return new CompartmentSearch(compartment, owner, searched, query, posted);
  }

  private static @Nullable String searched(String segment) {
    return segment.equals("*") ? null : known(segment);
  }

  private Interaction history(@Nullable String type, @Nullable String id) {
    only("GET", "GET, HEAD");
    return new History(type, id, query);
  }

  private Interaction operation(@Nullable String type, @Nullable String id, String segment) {
    if (!method.equals("POST")) {
      only("GET", "GET, HEAD, POST");
    }
    return new Operation(type, id, segment.substring(1), query, method.equals("POST"));
  }

  private String type() {
    return known(segments.get(0));
  }

  private String id() {
    if (!Grammar.isId(segments.get(1))) {
      throw RequestTarget.malformed();
    }
    return segments.get(1);
  }

  /** http://hl7.org/fhir/R4/http.html#Status-Codes: 404 for a type that is not supported. */
  private static String known(String type) {
    if (!Grammar.isType(type)) {
      throw RequestTarget.malformed();
    } else if (!R4.isType(type)) {
      throw new Refusal.NotFound("type-unknown").refused();
    }
    return type;
  }

  private void only(String one, String allowed) {
    if (!method.equals(one)) {
      throw notAllowed(allowed);
    }
  }

  private static RuntimeException notAllowed(String allowed) {
    return new Refusal.MethodNotAllowed("method-not-allowed", allowed).refused();
  }
}
