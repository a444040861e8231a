// SPDX-License-Identifier: Apache-2.0
/**
 * The program: start, wiring, and the way of a FHIR request in one place. Rules of one step are in
 * its package; here is what takes several of them: whose a stored resource is, a request that
 * concerns several records, writes and what they must not change, bundles.
 */
@NullMarked
package io.prunelle.gateway;

import org.jspecify.annotations.NullMarked;
