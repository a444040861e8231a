// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The running demo, as its {@code demo.json} tells. */
record Demo(JsonNode json) {

  /** A demo user; {@code patientId} and {@code decision} are null where they do not apply. */
  record User(String username, String password, String role, String patientId, String decision) {}

  static Demo read(Path file) throws IOException {
    return new Demo(new ObjectMapper().readTree(file.toFile()));
  }

  String text(String pointer) {
    JsonNode node = json.at(pointer);
    if (node.isMissingNode() || node.isNull()) {
      throw new IllegalStateException("demo.json has no " + pointer);
    }
    return node.asText();
  }

  String gateway() {
    return text("/gateway");
  }

  String fhir() {
    return text("/fhir");
  }

  String page() {
    return text("/page");
  }

  String issuer() {
    return text("/issuer");
  }

  String hosting() {
    return host("cloud").at("/hosting").asText();
  }

  JsonNode host(String kind) {
    for (JsonNode host : json.at("/hosts")) {
      if (host.at("/kind").asText().equals(kind)) {
        return host;
      }
    }
    throw new IllegalStateException("demo.json has no host of kind " + kind);
  }

  List<User> users() {
    List<User> users = new ArrayList<>();
    for (JsonNode user : json.at("/users")) {
      users.add(user(user));
    }
    return users;
  }

  /**
   * The {@code index}-th patient (from 0) whose decision at the first start was {@code decision};
   * null: not asked.
   */
  User patient(String decision, int index) {
    return users().stream()
        .filter(user -> user.role().equals("patient"))
        .filter(user -> java.util.Objects.equals(user.decision(), decision))
        .skip(index)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("too few patients with decision " + decision));
  }

  User practitioner(int index) {
    return users().stream()
        .filter(user -> user.role().equals("practitioner"))
        .skip(index)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("too few practitioners"));
  }

  /** A patient of the practice who is a practitioner of another one. */
  User working() {
    for (JsonNode user : json.at("/users")) {
      if (user.has("staffOf")) {
        return user(user);
      }
    }
    throw new IllegalStateException("no patient who works somewhere");
  }

  User auditor() {
    return users().stream()
        .filter(user -> user.role().equals("auditor"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no auditor"));
  }

  /** A consent officer of the practice, or of another one. */
  User officer(boolean ofPractice) {
    for (JsonNode user : json.at("/users")) {
      boolean there = user.at("/practice").asText().equals(text("/practice"));
      if (user.at("/role").asText().equals("consent-officer") && there == ofPractice) {
        return user(user);
      }
    }
    throw new IllegalStateException("no consent officer");
  }

  private static User user(JsonNode user) {
    return new User(
        user.at("/username").asText(),
        user.at("/password").asText(),
        user.at("/role").asText(),
        textOrNull(user, "patientId"),
        textOrNull(user, "decision"));
  }

  /** Who runs the practice. */
  User administrator() {
    return users().stream()
        .filter(user -> user.role().equals("practice-administrator"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody who runs a practice"));
  }

  private static String textOrNull(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
