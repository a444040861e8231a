// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A further page of a request over several records: the request itself, to be asked again, and from
 * where on its answer is wanted.
 *
 * @param target path and query, as written anew for the first page
 * @param posted whether it came as a form
 * @param after the place of what was shown last
 */
public record Further(String target, boolean posted, List<@Nullable String> after) {}
