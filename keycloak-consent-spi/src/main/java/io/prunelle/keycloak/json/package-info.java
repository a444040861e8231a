// SPDX-License-Identifier: Apache-2.0
/**
 * JSON in and out: an object's members read with errors that name the member, one mapper for what
 * goes out.
 *
 * <p>No consent rule belongs here, and no Keycloak type.
 */
@NullMarked
package io.prunelle.keycloak.json;

import org.jspecify.annotations.NullMarked;
