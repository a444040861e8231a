// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.prunelle.deploy.demo.http.Rest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The users of the realm. */
public final class Users {

  private final Realm realm;
  private final Rest rest;

  /** The users of that realm, which must have been created. */
  public Users(Realm realm) {
    this.realm = realm;
    this.rest = realm.rest();
  }

  /** The practitioners of the demo's practices, and who looks after accesses to their records. */
  public static List<User> staff(String password) {
    return StreamSupport.stream(new Templates(Map.of()).read("staff").spliterator(), false)
        .map(
            user ->
                new User(
                    user.path("username").asText(),
                    password,
                    user.path("firstName").asText(),
                    user.path("lastName").asText(),
                    user.path("role").asText("practitioner"),
                    user.path("practice").asText(),
                    "",
                    "",
                    List.of(),
                    ""))
        .toList();
  }

  /** Creates users, with their role, as members of their practice, or practices. */
  public void create(List<User> users) throws IOException, InterruptedException {
    Map<String, String> practices = new HashMap<>();
    for (JsonNode organization : rest.get("/organizations")) {
      practices.put(organization.path("alias").asText(), organization.path("id").asText());
    }
    for (User user : users) {
      String id = rest.create("/users", representation(user));
      join(id, user.role(), practices.get(user.practice()));
      if (!user.staffOf().isEmpty()) {
        join(id, "practitioner", practices.get(user.staffOf()));
      }
    }
  }

  private void join(String id, String role, String practice)
      throws IOException, InterruptedException {
    rest.post("/users/" + id + "/role-mappings/realm", Realm.arrayOf(realm.role(role)));
    rest.post("/organizations/" + practice + "/members", TextNode.valueOf(id));
  }

  private static ObjectNode representation(User user) {
    ObjectNode representation = JsonNodeFactory.instance.objectNode();
    representation
        .put("username", user.username())
        .put("firstName", user.firstName())
        .put("lastName", user.lastName())
        .put("email", user.username() + "@example.org")
        .put("emailVerified", true)
        .put("enabled", true);
    representation
        .putArray("credentials")
        .addObject()
        .put("type", "password")
        .put("value", user.password())
        .put("temporary", false);
    ObjectNode attributes = representation.putObject("attributes");
    if (!user.patientId().isEmpty()) {
      attributes.putArray("patient_id").add(user.patientId());
    }
    if (!user.staffOf().isEmpty()) {
      attributes.putArray("staff_of").add(user.staffOf());
    }
    if (user.wards().contains(user.patientId())) {
      attributes.putArray("protected_adult").add("true");
    } else if (!user.wards().isEmpty()) {
      user.wards().forEach(attributes.putArray("guardian_of")::add);
    }
    return representation;
  }
}
