// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import java.util.Optional;
import java.util.function.BiPredicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.OrganizationPermissionEvaluator;

/**
 * What an administrator may do, under Keycloak's own permissions.
 *
 * <p>There are no admin roles of our own: Keycloak keeps those who may merely manage users from
 * giving themselves <em>its</em> admin roles (RolePermissions.checkAdminRoles goes by their names),
 * but would let them take any other role of {@code realm-management}. What is finer than the realm
 * is the practice, which is an organization: who may view or manage that one, by role or by
 * fine-grained permission, may view or manage its hostings.
 */
public final class Rights {
  private final KeycloakSession session;
  private final AdminPermissionEvaluator permissions;

  Rights(KeycloakSession session, AdminPermissionEvaluator permissions) {
    this.session = session;
    this.permissions = permissions;
  }

  /** Whether the realm's configuration may be read. */
  public boolean viewRealm() {
    return permissions.realm().canViewRealm();
  }

  /** Whether the realm's configuration may be changed. */
  public boolean manageRealm() {
    return permissions.realm().canManageRealm();
  }

  /** Whether any patient's decisions may be read. */
  public boolean viewPatients() {
    return viewRealm() && permissions.users().canView();
  }

  /** Whether the practice's hostings may be read. */
  public boolean viewPractice(String alias) {
    return viewRealm() || practice(alias, OrganizationPermissionEvaluator::canView);
  }

  /** Whether the practice's hostings may be changed. */
  public boolean managePractice(String alias) {
    return manageRealm() || practice(alias, OrganizationPermissionEvaluator::canManage);
  }

  /**
   * Requires the right to read the realm's configuration.
   *
   * @throws NotPermitted without it
   */
  public void requireViewRealm() {
    require(viewRealm(), "the role view-realm is required");
  }

  /**
   * Requires the right to change the realm's configuration.
   *
   * @throws NotPermitted without it
   */
  public void requireManageRealm() {
    require(manageRealm(), "the role manage-realm is required");
  }

  /**
   * Requires the right to read the practice's hostings.
   *
   * @throws NotPermitted without it
   */
  public void requireViewPractice(String alias) {
    require(
        viewPractice(alias),
        "the role view-realm or permission to view the practice's organization is required");
  }

  /**
   * Requires the right to change the practice's hostings.
   *
   * @throws NotPermitted without it
   */
  public void requireManagePractice(String alias) {
    require(
        managePractice(alias),
        "the role manage-realm or permission to manage the practice's organization is required");
  }

  /**
   * A patient's decisions are the realm's consent and a person's data: it takes the right to both.
   *
   * @throws NotPermitted unless any patient's decisions may be read
   */
  public void requireViewPatients() {
    require(viewPatients(), "the roles view-realm and view-users are required");
  }

  private boolean practice(
      String alias, BiPredicate<OrganizationPermissionEvaluator, OrganizationModel> right) {
    return Optional.ofNullable(session.getProvider(OrganizationProvider.class))
        .map(organizations -> organizations.getByAlias(alias))
        .filter(organization -> right.test(permissions.orgs(), organization))
        .isPresent();
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new NotPermitted(otherwise);
    }
  }
}
