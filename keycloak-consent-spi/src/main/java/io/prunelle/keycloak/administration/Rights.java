// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.patient.Patients;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

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

  private boolean viewPatients() {
    return viewRealm() && permissions.users().canView();
  }

  /** Whether the practice's hostings may be read. */
  public boolean viewPractice(String alias) {
    return viewRealm() || practice(alias).filter(this::mayView).isPresent();
  }

  /** Whether the practice's hostings may be changed. */
  public boolean managePractice(String alias) {
    return manageRealm() || practice(alias).filter(this::mayManage).isPresent();
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
   * A patient's decisions are the realm's consent and a person's data: it takes the right to both,
   * to that one user's where permissions are fine-grained. Of whoever is no user, or no longer,
   * only those may know who may view all; so a refusal does not tell who is a patient here.
   *
   * @param patient the FHIR Patient id
   * @throws NotPermitted unless the patient's decisions may be read
   */
  public void requireViewPatient(String patient) {
    require(
        viewPatients() || (viewRealm() && viewUser(patient)),
        "the roles view-realm and view-users, or permission to view the patient's user, are"
            + " required");
  }

  private boolean viewUser(String patient) {
    return new Patients(session)
        .user(session.getContext().getRealm(), patient)
        .filter(permissions.users()::canView)
        .isPresent();
  }

  private Optional<OrganizationModel> practice(String alias) {
    return Optional.ofNullable(session.getProvider(OrganizationProvider.class))
        .map(organizations -> organizations.getByAlias(alias));
  }

  private boolean mayView(OrganizationModel practice) {
    try {
      return permissions.orgs().canView(practice);
    } catch (LinkageError e) {
      // before 26.7 Keycloak has no permissions on organizations: nobody has one
      return false;
    }
  }

  private boolean mayManage(OrganizationModel practice) {
    try {
      return permissions.orgs().canManage(practice);
    } catch (LinkageError e) {
      return false;
    }
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new NotPermitted(otherwise);
    }
  }
}
