// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** An answer, with the patient whose it is. */
public record Stated(Patient patient, Answer answer) {}
