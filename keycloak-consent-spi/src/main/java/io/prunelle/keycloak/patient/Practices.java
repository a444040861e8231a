// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;

/** A realm's practices: its enabled organizations, by alias. */
public final class Practices {
  private static final int MOST_MEMBERS = 10_000;

  private final Optional<OrganizationProvider> organizations;

  /** The practices of {@code realm}; none where organizations are not enabled. */
  public Practices(KeycloakSession session, RealmModel realm) {
    this.organizations =
        Optional.ofNullable(session.getProvider(OrganizationProvider.class))
            .filter(provider -> realm.isOrganizationsEnabled());
  }

  /**
   * A practice.
   *
   * @param alias by which hostings name it
   */
  public record Practice(String alias, String name) {}

  /** All practices, by name. */
  public List<Practice> all() {
    return organizations.stream()
        .flatMap(OrganizationProvider::getAllStream)
        .filter(OrganizationModel::isEnabled)
        .map(practice -> new Practice(practice.getAlias(), practice.getName()))
        .sorted(Comparator.comparing(Practice::name))
        .toList();
  }

  /** The practice's name; empty when there is no such practice. */
  public Optional<String> name(String alias) {
    return organizations
        .map(provider -> provider.getByAlias(alias))
        .filter(OrganizationModel::isEnabled)
        .map(OrganizationModel::getName);
  }

  /** The alias of the organization with an id; empty when there is none. */
  public Optional<String> alias(String id) {
    return organizations.map(provider -> provider.getById(id)).map(OrganizationModel::getAlias);
  }

  /**
   * What the practice's organization says of itself under {@code attribute}; empty when nothing.
   */
  public Optional<String> attribute(String alias, String attribute) {
    return organizations
        .map(provider -> provider.getByAlias(alias))
        .map(organization -> organization.getAttributes().get(attribute))
        .flatMap(values -> values.stream().findFirst());
  }

  /**
   * How many of its members are patients; empty when there are too many members to look at, or no
   * such practice.
   */
  public Optional<Long> patients(String alias, Patients patients) {
    return organizations.flatMap(
        provider ->
            Optional.ofNullable(provider.getByAlias(alias))
                .filter(found -> provider.getMembersCount(found) <= MOST_MEMBERS)
                .map(
                    found ->
                        provider
                            .getMembersStream(found, Map.of(), null, 0, MOST_MEMBERS)
                            .filter(patients::isPatient)
                            .count()));
  }

  /** The aliases of the practices that {@code user} is a member of. */
  public Set<String> of(UserModel user) {
    return organizations.stream()
        .flatMap(provider -> provider.getByMember(user))
        .filter(OrganizationModel::isEnabled)
        .map(OrganizationModel::getAlias)
        .collect(Collectors.toUnmodifiableSet());
  }
}
