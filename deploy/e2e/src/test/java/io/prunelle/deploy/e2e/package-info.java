// SPDX-License-Identifier: Apache-2.0
/**
 * What patients, practitioners and operators would notice, tried on the running demo: real
 * Keycloak, PostgreSQL, HAPI FHIR servers and Chromium. Belongs here: whatever needs more than one
 * of the programs. What one program can show alone stands beside that program's code.
 */
package io.prunelle.deploy.e2e;
