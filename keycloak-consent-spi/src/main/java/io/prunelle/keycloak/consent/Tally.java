// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;

/**
 * How many patients' latest word on a hosting is one decision under one version of the notice.
 * Patients who were taken out of the ledger are not among them.
 *
 * @param expired for how many of them it has ended by itself
 */
public record Tally(int notice, Decision decision, long patients, long expired) {}
