// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

/** One patient's record at one practice: what is placed, held and moved as a whole. */
public record PatientRecord(String practice, String patient) {}
