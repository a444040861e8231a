// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

/** A ledger entry that reached the projection. */
public record Change(long position, String patient, String hosting) {}
