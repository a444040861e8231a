// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Staff;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.utils.JsonUtils;

/** The name of a claim, in Keycloak's spelling: dots lead into objects, {@code \.} is a dot. */
final class ClaimName {
  // what Keycloak, its clients and this extension read for another purpose
  private static final Set<String> TAKEN =
      Set.of(
          "acr",
          "address",
          "amr",
          "at_hash",
          "aud",
          "auth_time",
          "azp",
          "c_hash",
          "cnf",
          "exp",
          "groups",
          "iat",
          "iss",
          "jti",
          "nbf",
          "nonce",
          "organization",
          Patients.ATTRIBUTE,
          Patients.GUARDIAN_OF,
          Staff.STAFF_OF,
          "preferred_username",
          "realm_access",
          "resource_access",
          "roles",
          "s_hash",
          "scope",
          "session_state",
          "sid",
          "sub",
          "trusted-certs",
          "typ",
          "allowed-origins",
          "active",
          "authorization",
          "client_id",
          "token_type",
          "username",
          "act",
          "may_act");

  private ClaimName() {}

  /** The configured name, or the default where none was configured that could be used. */
  static String of(ProtocolMapperModel mapping) {
    String name = mapping.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
    return name == null || name.isBlank() || !free(name) ? HostingConsentClaim.NAME : name;
  }

  /** Whether a mapper may be configured with {@code name}; null and blank stand for the default. */
  static boolean allowed(@Nullable String name) {
    return name == null || name.isBlank() || free(name);
  }

  private static boolean free(String name) {
    List<String> path = JsonUtils.splitClaimPath(name);
    return !path.isEmpty() && !TAKEN.contains(path.get(0));
  }
}
