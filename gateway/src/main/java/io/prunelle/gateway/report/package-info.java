// SPDX-License-Identifier: Apache-2.0
/**
 * Accesses that patients do not recognise, told to their practice and answered by it. Who may
 * report or answer is not decided here, and what the journal says of it is not written here.
 */
@org.jspecify.annotations.NullMarked
package io.prunelle.gateway.report;
