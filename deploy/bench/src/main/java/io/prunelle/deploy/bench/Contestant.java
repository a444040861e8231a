// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import org.jspecify.annotations.Nullable;

/**
 * A proxy under test, in front of the upstream.
 *
 * @param base path below which FHIR begins
 * @param process the proxy's own
 * @param database the journal's; null when there is none
 */
record Contestant(
    String name, int port, String base, ProcessTree process, @Nullable ProcessTree database) {}
