// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.representations.IDToken;

/**
 * Adds claims to the tokens of patients.
 *
 * <p>Adds nothing for users who are no patients, in realms whose user profile lets users choose
 * their {@code patient_id}, and in sessions that an administrator opened in the user's name. The
 * tables are read each time, so a refreshed token and an introspection know the latest decision.
 */
abstract class PatientMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper,
        OIDCIDTokenMapper,
        UserInfoTokenMapper,
        TokenIntrospectionTokenMapper {

  /** What a token may tell of a patient. */
  record Told(Patient patient, Known known, Instant now) {}

  abstract void add(IDToken token, ProtocolMapperModel mapping, KeycloakSession session, Told told);

  @Override
  public final String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  protected final void setClaim(
      IDToken token,
      ProtocolMapperModel mapping,
      UserSessionModel userSession,
      KeycloakSession session,
      ClientSessionContext clientSession) {
    if (Impersonation.of(userSession)) {
      return;
    }
    RealmModel realm = userSession.getRealm();
    AskedPractices asked = new AskedPractices(new Practices(session, realm));
    new Patients(session)
        .of(realm, userSession.getUser())
        .map(patient -> asked.narrow(patient, clientSession))
        .ifPresent(
            patient -> {
              Known known =
                  session.getProvider(ConsentProvider.class).known(realm.getId(), patient);
              Instant now = ServerTime.now();
              add(token, mapping, session, new Told(patient, known, now));
            });
  }
}
