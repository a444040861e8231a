// SPDX-License-Identifier: Apache-2.0
/**
 * Patches, applied to a resource here rather than by a host: what a patch makes of a resource
 * cannot be told from the patch (http://hl7.org/fhir/R4/http.html#patch). Whose the result is, is
 * judged elsewhere.
 */
@NullMarked
package io.prunelle.gateway.patch;

import org.jspecify.annotations.NullMarked;
