// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Query;
import java.util.List;
import java.util.Set;

/**
 * A query over whoever's resources there are.
 *
 * @param asked all of it, as a link shows it
 * @param sent what of it hosts are asked; how it is sorted, counted and paged the gateway does
 *     itself
 * @param reaches types it asks for beside its own
 * @param sort values of {@code _sort}; empty without one
 * @param count {@code _count}; negative without one
 * @param total whether the number of matches is wanted
 * @param byWhatTells whether it is by what tells whose the resources are
 */
record FreeQuery(
    Query asked,
    Query sent,
    Set<String> reaches,
    List<String> sort,
    int count,
    boolean total,
    boolean byWhatTells) {}
