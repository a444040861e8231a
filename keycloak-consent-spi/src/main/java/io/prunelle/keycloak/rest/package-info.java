// SPDX-License-Identifier: Apache-2.0
/**
 * REST for patients, for the gateway's feed and for administrators; errors as problem+json (RFC
 * 9457).
 *
 * <p>Bodies, status codes and permissions only; rules belong to {@code consent}.
 */
@NullMarked
package io.prunelle.keycloak.rest;

import org.jspecify.annotations.NullMarked;
