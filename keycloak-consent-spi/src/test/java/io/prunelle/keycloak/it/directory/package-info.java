// SPDX-License-Identifier: Apache-2.0
/** A user federation for tests; goes into a jar of its own. */
package io.prunelle.keycloak.it.directory;
