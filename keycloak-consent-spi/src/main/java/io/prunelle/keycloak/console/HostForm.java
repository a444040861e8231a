// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A new host, or what is to change about one. The form has a field for each member of the document
 * that REST takes, by the same name, so that the same rules name the field they find wrong.
 */
final class HostForm {
  private static final String SEEN = "seen";
  private static final String ID = "id";

  private final Visit visit;

  HostForm(Visit visit) {
    this.visit = visit;
  }

  /** A blank form. */
  Response create() {
    visit.administration().rights().requireManageRealm();
    return form(Response.Status.OK, null, HostShape.blank(), "", null);
  }

  /** A form with what there is. */
  Response edit(String id) {
    visit.administration().rights().requireManageRealm();
    Host host = visit.administration().hosts().one(id).orElseThrow(NoSuchPage::new);
    return form(
        Response.Status.OK, id, (ObjectNode) Json.tree(host), seen(Optional.of(host)), null);
  }

  /** Creates what was written. */
  Response sent() {
    return sent(
        null,
        visit.fields().text(ID),
        present -> {
          if (present.isPresent()) {
            throw new Changed();
          }
        });
  }

  /** Changes what was written. */
  Response sent(String id) {
    return sent(
        id,
        id,
        present -> {
          if (!seen(present).equals(visit.fields().text(SEEN))) {
            throw new Changed();
          }
        });
  }

  private Response sent(@Nullable String before, String id, Consumer<Optional<Host>> unchanged) {
    visit.administration().rights().requireManageRealm();
    ObjectNode written = HostShape.HOST.read(visit.fields());
    String seen = visit.fields().text(SEEN);
    if (visit.fields().has("add")) {
      HostShape.add(written, visit.fields().text("add"));
      return form(Response.Status.OK, before, written, seen, null);
    }
    if (!visit.fields().text("do").equals("save")) {
      return form(Response.Status.OK, before, written, seen, null);
    }
    if (!Host.isId(id)) {
      return form(
          Response.Status.BAD_REQUEST,
          before,
          written,
          seen,
          new InvalidMember(ID, "must be lower-case letters, digits and hyphens, 1 to 63"));
    }
    try {
      Host host = Host.read(id, Json.object(written.toString()), Administration.today());
      visit.administration().hosts().put(host, unchanged);
      return visit.done("hostSaved", "hosts", id);
    } catch (InvalidMember invalid) {
      return form(Response.Status.BAD_REQUEST, before, written, seen, invalid);
    } catch (Changed changed) {
      return form(
          Response.Status.CONFLICT,
          before,
          written,
          visit.administration().hosts().one(id).map(h -> seen(Optional.of(h))).orElse(""),
          new InvalidMember(ID, before == null ? "exists already" : "has changed since"));
    }
  }

  private Response form(
      Response.Status status,
      @Nullable String id,
      JsonNode document,
      String seen,
      @Nullable InvalidMember invalid) {
    Map<String, Object> model = new HashMap<>();
    model.put("nodes", HostShape.HOST.nodes(document, visit.locale()));
    model.put(SEEN, seen);
    model.put("id", id == null ? visit.fields().text(ID) : id);
    model.put("fresh", id == null);
    model.put("back", id == null ? visit.path() : visit.path("hosts", id));
    if (invalid != null) {
      model.put("error", Map.of("path", invalid.path(), "rule", Rule.of(invalid).model()));
    }
    return visit.show(status, "hosting-console-host-form.ftl", model);
  }

  /** Names a state of a host, so that nobody overwrites what they have not seen. */
  private static String seen(Optional<Host> host) {
    return host.map(found -> EntityTag.of(found).text()).orElse("");
  }
}
