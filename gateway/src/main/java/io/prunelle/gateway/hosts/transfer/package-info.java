// SPDX-License-Identifier: Apache-2.0
/**
 * Carries a record to the host on which the patient's decision wants it: copy, compare, switch,
 * erase. Belongs here: the persisted transfer and what its steps ask of FHIR hosts. Does not belong
 * here: where a record lives ({@code hosts}) and what the patient decided ({@code consent}).
 */
@NullMarked
package io.prunelle.gateway.hosts.transfer;

import org.jspecify.annotations.NullMarked;
