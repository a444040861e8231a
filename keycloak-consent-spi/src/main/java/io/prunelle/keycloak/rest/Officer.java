// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.ledger.Authentication;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** A practice's consent officer who calls. */
record Officer(
    UserModel user, UserSessionModel session, ClientModel client, Authentication authentication) {}
