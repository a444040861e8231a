// SPDX-License-Identifier: Apache-2.0
/**
 * Patients who change doctor, or take their record away: what they ask, what their practice
 * answers, and what has to be moved or erased because of it. How a record is moved is for {@code
 * hosts.transfer}; who may ask or answer is not decided here.
 */
@org.jspecify.annotations.NullMarked
package io.prunelle.gateway.handover;
