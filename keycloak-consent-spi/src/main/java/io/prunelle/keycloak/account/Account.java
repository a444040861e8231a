// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account as its person is told of it. There is no place in it for a secret: of what somebody
 * signs in with, the kind, the name that the person gave it, and when it was made. Times are ISO
 * 8601, in UTC.
 *
 * @param unusualAccessMail whether unusual accesses are told by mail, as {@code me/mail} says; null
 *     of who is no patient
 * @param cut the members of which there is more than is told; empty when this is all
 */
public record Account(
    Person person,
    Attributes attributes,
    Membership membership,
    SignIn signIn,
    List<Consent> consents,
    List<Session> sessions,
    @Nullable String unusualAccessMail,
    List<String> cut) {

  /**
   * Who it is.
   *
   * @param user the realm's id of the user
   * @param directory where the user comes from; null for Keycloak itself
   * @param patient the FHIR Patient id; null of who is no patient
   * @param guardianOf FHIR Patient ids of those whose guardian the person is now
   */
  public record Person(
      String user,
      String username,
      @Nullable String firstName,
      @Nullable String lastName,
      @Nullable String email,
      boolean emailVerified,
      @Nullable String createdAt,
      @Nullable String directory,
      @Nullable String patient,
      List<String> guardianOf) {}

  /**
   * What else the profile says.
   *
   * @param withheld how many more there are, which the realm shows to administrators alone
   */
  public record Attributes(Map<String, List<String>> told, int withheld) {}

  /**
   * Where the person belongs, and what follows from it.
   *
   * @param groups as paths
   * @param roles those that come with a group or another role, too
   */
  public record Membership(List<Practice> practices, List<String> groups, List<Role> roles) {}

  /** An organization. */
  public record Practice(String alias, String name) {}

  /**
   * What the account may do.
   *
   * @param client whose role it is; null for the realm's
   */
  public record Role(String name, @Nullable String client, @Nullable String description) {}

  /**
   * How the person signs in.
   *
   * @param requiredActions what is asked at the next sign-in
   */
  public record SignIn(
      List<Credential> credentials,
      List<IdentityProvider> identityProviders,
      List<String> requiredActions) {}

  /**
   * Something to sign in with.
   *
   * @param kind as Keycloak calls it, such as {@code password}
   * @param label as the person called it
   * @param atDirectory whether a directory keeps it
   */
  public record Credential(
      String kind, @Nullable String label, @Nullable String createdAt, boolean atDirectory) {}

  /**
   * An account elsewhere that is linked to this one.
   *
   * @param username there
   * @param user number of the account there
   */
  public record IdentityProvider(
      String alias, @Nullable String name, @Nullable String username, @Nullable String user) {}

  /** An application. */
  public record Client(String id, @Nullable String name) {}

  /** What the person let an application have. */
  public record Consent(
      Client client, List<String> scopes, @Nullable String givenAt, @Nullable String changedAt) {}

  /**
   * A session that has not ended.
   *
   * @param address from which it was opened; null where it is not known, or not the person's
   * @param offline whether an application keeps it for when the person is not there
   * @param current whether it is the one that asks
   * @param impersonated whether somebody else opened it in the person's name
   */
  public record Session(
      String startedAt,
      String lastAccessAt,
      @Nullable String address,
      List<Client> clients,
      boolean offline,
      boolean current,
      boolean impersonated) {}
}
