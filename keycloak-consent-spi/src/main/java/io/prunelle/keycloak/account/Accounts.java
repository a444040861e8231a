// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;

/** The door of this package: reads accounts of one realm. */
public final class Accounts {
  private final KeycloakSession session;
  private final RealmModel realm;

  public Accounts(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Whose account is read, as far as that is known before.
   *
   * @param asking id of the session in which it is asked for
   * @param patient the FHIR Patient id; null of who is no patient
   * @param wards FHIR Patient ids of those whose guardian the user is now
   * @param mail whether unusual accesses are told by mail; null of who is no patient
   */
  public record Whose(
      UserModel user,
      String asking,
      @Nullable String patient,
      List<String> wards,
      @Nullable String mail) {
    public Whose {
      wards = List.copyOf(wards);
    }
  }

  /** What the realm holds, at most 200 of a kind, and 20 of what each of these has in turn. */
  public Account of(Whose whose) {
    Bounds bounds = new Bounds();
    UserModel user = whose.user();
    Account.Person person = person(whose, bounds);
    Account.Attributes attributes =
        new Profile(user.getAttributes(), seen(user), Set.copyOf(whose.wards())).told(bounds);
    Account.Membership membership =
        new Account.Membership(
            bounds.first("practices", practices(user)),
            bounds.first("groups", groups(user)),
            bounds.first("roles", roles(user)));
    Account.SignIn signIn =
        new Account.SignIn(
            bounds.first("credentials", credentials(user)),
            bounds.first("identityProviders", identityProviders(user)),
            bounds.first("requiredActions", user.getRequiredActionsStream().distinct().sorted()));
    List<Account.Consent> consents = bounds.first("consents", consents(user, bounds));
    List<Account.Session> sessions =
        new OpenSessions(session, realm).of(user, whose.asking(), bounds);
    return new Account(
        person, attributes, membership, signIn, consents, sessions, whose.mail(), bounds.cut());
  }

  private Account.Person person(Whose whose, Bounds bounds) {
    UserModel user = whose.user();
    return new Account.Person(
        user.getId(),
        user.getUsername(),
        user.getFirstName(),
        user.getLastName(),
        user.getEmail(),
        user.isEmailVerified(),
        time(user.getCreatedTimestamp()),
        directory(user),
        whose.patient(),
        bounds.first("guardianOf", whose.wards().stream()));
  }

  private @Nullable String directory(UserModel user) {
    return Optional.ofNullable(user.getFederationLink())
        .map(realm::getComponent)
        .map(ComponentModel::getName)
        .orElse(null);
  }

  /** As Keycloak's own account page would show them. */
  private Set<String> seen(UserModel user) {
    return session
        .getProvider(UserProfileProvider.class)
        .create(UserProfileContext.ACCOUNT, user)
        .getAttributes()
        .getReadable()
        .keySet();
  }

  /** Those that are not enabled now, too. */
  private Stream<Account.Practice> practices(UserModel user) {
    OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
    return organizations == null || !realm.isOrganizationsEnabled()
        ? Stream.empty()
        : organizations
            .getByMember(user)
            .sorted(Comparator.comparing(OrganizationModel::getAlias))
            .map(each -> new Account.Practice(each.getAlias(), each.getName()));
  }

  /** Of an organization's own, the organization tells. */
  private static Stream<String> groups(UserModel user) {
    return user.getGroupsStream()
        .filter(group -> group.getType() == GroupModel.Type.REALM)
        .map(KeycloakModelUtils::buildGroupPath)
        .sorted();
  }

  private static Stream<Account.Role> roles(UserModel user) {
    return RoleUtils.getDeepUserRoleMappings(user).stream()
        .map(Accounts::role)
        .sorted(Comparator.comparing(Accounts::owner).thenComparing(Account.Role::name));
  }

  /** The realm's come first. */
  private static String owner(Account.Role role) {
    return role.client() == null ? "" : role.client();
  }

  private static Account.Role role(RoleModel role) {
    return new Account.Role(
        role.getName(),
        role.getContainer() instanceof ClientModel client ? client.getClientId() : null,
        words(role.getDescription()));
  }

  private static Stream<Account.Credential> credentials(UserModel user) {
    return Stream.concat(
        user.credentialManager()
            .getStoredCredentialsStream()
            .map(stored -> credential(stored, false)),
        user.credentialManager()
            .getFederatedCredentialsStream()
            .map(kept -> credential(kept, true)));
  }

  private static Account.Credential credential(CredentialModel credential, boolean atDirectory) {
    return new Account.Credential(
        credential.getType(),
        credential.getUserLabel(),
        time(credential.getCreatedDate()),
        atDirectory);
  }

  /** Without the token that Keycloak may keep of it. */
  private Stream<Account.IdentityProvider> identityProviders(UserModel user) {
    return session
        .users()
        .getFederatedIdentitiesStream(realm, user)
        .map(
            linked ->
                new Account.IdentityProvider(
                    linked.getIdentityProvider(),
                    name(linked),
                    linked.getUserName(),
                    linked.getUserId()));
  }

  private @Nullable String name(FederatedIdentityModel linked) {
    return Optional.ofNullable(session.identityProviders().getByAlias(linked.getIdentityProvider()))
        .map(IdentityProviderModel::getDisplayName)
        .map(Accounts::words)
        .orElse(null);
  }

  private Stream<Account.Consent> consents(UserModel user, Bounds bounds) {
    return session
        .users()
        .getConsentsStream(realm, user.getId())
        .map(given -> consent(given, bounds));
  }

  private static Account.Consent consent(UserConsentModel given, Bounds bounds) {
    return new Account.Consent(
        client(given.getClient()),
        bounds.within(
            "consents",
            given.getGrantedClientScopes().stream().map(ClientScopeModel::getName).sorted()),
        time(given.getCreatedDate()),
        time(given.getLastUpdatedDate()));
  }

  static Account.Client client(ClientModel client) {
    return new Account.Client(client.getClientId(), words(client.getName()));
  }

  /** Nothing for the keys of Keycloak's own messages. */
  private static @Nullable String words(@Nullable String text) {
    return text == null || text.isBlank() || text.startsWith("${") ? null : text;
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }
}
