// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the realm holds of whoever asks, beside decisions. What it does not tell is empty.
 *
 * @param attributes what else the profile says, by name
 * @param withheld how many more attributes there are, which the realm shows to administrators alone
 * @param practices names
 * @param groups paths
 * @param cut whether there is more of something than it tells
 * @param told all of it, as the realm tells it
 */
public record Account(
    Person person,
    Map<String, String> attributes,
    long withheld,
    List<String> practices,
    List<String> groups,
    List<Role> roles,
    List<Credential> credentials,
    List<Linked> linked,
    List<String> requiredActions,
    List<Consent> consents,
    List<OpenSession> sessions,
    Mail.State mail,
    boolean cut,
    JsonObject told) {

  /**
   * Who it is.
   *
   * @param patient FHIR id
   * @param guardianOf FHIR ids
   * @param directory where the account is kept, if not by the realm itself
   */
  public record Person(
      String name,
      String username,
      String email,
      boolean emailVerified,
      Optional<Instant> createdAt,
      String directory,
      String patient,
      List<String> guardianOf) {}

  /**
   * What the account may do.
   *
   * @param client whose role it is; empty for the realm's
   */
  public record Role(String name, String client, String description) {}

  /**
   * Something to sign in with, never its secret.
   *
   * @param kind as the realm calls it
   * @param label as its person calls it
   */
  public record Credential(String kind, String label, Optional<Instant> createdAt) {}

  /**
   * An account elsewhere by which one signs in.
   *
   * @param username there
   */
  public record Linked(String name, String username) {}

  /** What an application was let have. */
  public record Consent(String client, List<String> scopes, Optional<Instant> givenAt) {}

  /**
   * A session that has not ended.
   *
   * @param clients names of the applications
   * @param offline whether an application keeps it for when the person is not there
   * @param current whether it is the one that asks
   * @param impersonated whether somebody else opened it in the person's name
   */
  public record OpenSession(
      Optional<Instant> startedAt,
      Optional<Instant> lastAccessAt,
      String address,
      List<String> clients,
      boolean offline,
      boolean current,
      boolean impersonated) {}

  static Account from(JsonObject json) {
    Fields account = Fields.of(json);
    Fields membership = account.inner("membership");
    Fields signIn = account.inner("signIn");
    Person person = person(account.inner("person"));
    if (person.username().isEmpty()) {
      throw new IllegalArgumentException("nobody's account");
    }
    return new Account(
        person,
        attributes(account.inner("attributes")),
        account.inner("attributes").number("withheld").orElse(0L),
        membership.list("practices", Account::named),
        membership.list("groups", String::valueOf),
        membership.list("roles", Account::role),
        signIn.list("credentials", Account::credential),
        signIn.list("identityProviders", Account::linked),
        signIn.list("requiredActions", String::valueOf),
        account.list("consents", Account::consent),
        account.list("sessions", Account::session),
        Names.named(Mail.State.class, account.text("unusualAccessMail"), Mail.State.UNKNOWN),
        !account.list("cut", String::valueOf).isEmpty(),
        json);
  }

  /** In JSON, to be kept. */
  public Buffer asTold() {
    return Buffer.buffer(told.encodePrettily()).appendString("\n");
  }

  private static Person person(Fields person) {
    return new Person(
        (person.text("firstName") + " " + person.text("lastName")).strip(),
        person.text("username"),
        person.text("email"),
        person.flag("emailVerified").orElse(false),
        person.instant("createdAt"),
        person.text("directory"),
        person.text("patient"),
        person.list("guardianOf", String::valueOf));
  }

  private static Map<String, String> attributes(Fields attributes) {
    Map<String, String> all = new TreeMap<>();
    Fields told = attributes.inner("told");
    told.json()
        .fieldNames()
        .forEach(name -> all.put(name, String.join(", ", told.list(name, String::valueOf))));
    return all;
  }

  /** By its name, or else by what the realm knows it as. */
  private static String named(Object json) {
    Fields one = Fields.of(json);
    for (String member : List.of("name", "alias", "id")) {
      if (!one.text(member).isEmpty()) {
        return one.text(member);
      }
    }
    return "";
  }

  private static Role role(Object json) {
    Fields role = Fields.of(json);
    return new Role(role.text("name"), role.text("client"), role.text("description"));
  }

  private static Credential credential(Object json) {
    Fields credential = Fields.of(json);
    return new Credential(
        credential.text("kind"), credential.text("label"), credential.instant("createdAt"));
  }

  private static Linked linked(Object json) {
    return new Linked(named(json), Fields.of(json).text("username"));
  }

  private static Consent consent(Object json) {
    Fields consent = Fields.of(json);
    return new Consent(
        named(consent.inner("client").json()),
        consent.list("scopes", String::valueOf),
        consent.instant("givenAt"));
  }

  private static OpenSession session(Object json) {
    Fields session = Fields.of(json);
    return new OpenSession(
        session.instant("startedAt"),
        session.instant("lastAccessAt"),
        session.text("address"),
        session.list("clients", Account::named),
        session.flag("offline").orElse(false),
        session.flag("current").orElse(false),
        session.flag("impersonated").orElse(false));
  }
}
