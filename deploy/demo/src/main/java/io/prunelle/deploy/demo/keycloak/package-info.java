// SPDX-License-Identifier: Apache-2.0
/**
 * Keycloak: its installation with the extension, and the demo's realm with its clients, users,
 * hosts and hostings, told through Keycloak's own administration API.
 */
package io.prunelle.deploy.demo.keycloak;
