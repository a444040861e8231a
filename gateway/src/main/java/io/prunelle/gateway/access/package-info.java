// SPDX-License-Identifier: Apache-2.0
/**
 * Whether this caller may ask this of this record: role, practice, SMART scopes. Consent to hosting
 * belongs to {@code consent}.
 */
@NullMarked
package io.prunelle.gateway.access;

import org.jspecify.annotations.NullMarked;
