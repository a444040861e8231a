// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.ledger.Authentication;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** A patient who calls, under the patient's own session. */
record Caller(
    Patient patient,
    UserModel user,
    UserSessionModel session,
    ClientModel client,
    Authentication authentication) {}
