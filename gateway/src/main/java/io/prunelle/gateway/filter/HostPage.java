// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.rest.Upstream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a host's answer, taken apart.
 *
 * @param found what can be told whose it is, or that it is nobody's; nothing of it shown yet
 * @param next what to ask the host for the following page; null when this is the last
 */
public record HostPage(List<Found> found, @Nullable Upstream next) {}
