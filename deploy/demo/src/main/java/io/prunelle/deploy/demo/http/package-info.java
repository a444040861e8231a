// SPDX-License-Identifier: Apache-2.0
/**
 * JSON over HTTP, as the demo needs it to talk to Keycloak, to the FHIR servers and to the gateway.
 * What is said to whom does not belong here.
 */
package io.prunelle.deploy.demo.http;
