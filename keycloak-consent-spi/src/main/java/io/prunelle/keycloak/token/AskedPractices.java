// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.patient.Practices;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.OrganizationModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;

/**
 * The practices that a token was asked for, by Keycloak's organization scope: {@code
 * organization:alias} names one (several may be named), {@code organization} the one chosen while
 * signing in. {@code organization:*}, and a token asked for without choosing, are for all.
 */
final class AskedPractices {
  private static final String SCOPE = OIDCLoginProtocolFactory.ORGANIZATION;
  private static final String ALL = SCOPE + ":*";

  private final Practices practices;

  AskedPractices(Practices practices) {
    this.practices = practices;
  }

  /** The patient, as far as those practices go; a practice that is not the patient's adds none. */
  Patient narrow(Patient patient, ClientSessionContext context) {
    Set<String> scopes = new HashSet<>(Arrays.asList(context.getScopeString(true).split(" ")));
    Set<String> named = new HashSet<>();
    for (String scope : scopes) {
      if (scope.startsWith(SCOPE + ":")) {
        named.add(scope.substring(SCOPE.length() + 1));
      }
    }
    if (named.isEmpty() && scopes.contains(SCOPE)) {
      String chosen = context.getClientSession().getNote(OrganizationModel.ORGANIZATION_ATTRIBUTE);
      if (chosen != null) {
        // an organization that is gone stays chosen: then the token is for no practice
        named.add(practices.alias(chosen).orElse(""));
      }
    }
    if (named.isEmpty() || scopes.contains(ALL)) {
      return patient;
    }
    Set<String> narrowed = new HashSet<>(patient.practices());
    narrowed.retainAll(named);
    return new Patient(patient.id(), narrowed);
  }
}
