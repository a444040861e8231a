// SPDX-License-Identifier: Apache-2.0
/**
 * The port that clients reach: connections and their bounds, TLS, what is refused or answered
 * before it is FHIR's or the pages'. Belongs here: HTTP itself. Does not belong here: what is asked
 * ({@code rest}), and who may ask it.
 */
@NullMarked
package io.prunelle.gateway.door;

import org.jspecify.annotations.NullMarked;
