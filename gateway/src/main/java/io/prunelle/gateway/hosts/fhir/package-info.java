// SPDX-License-Identifier: Apache-2.0
/**
 * Speaks with a FHIR host when a record is carried: reads, searches, pages, histories, batches,
 * transactions, by no more than standard interactions. Belongs here: what is asked, bounded and
 * paced, and what was answered as resources in their canonical form. Does not belong here: whose
 * record it is, what is done with it, and any table ({@code hosts.transfer}).
 */
@NullMarked
package io.prunelle.gateway.hosts.fhir;

import org.jspecify.annotations.NullMarked;
