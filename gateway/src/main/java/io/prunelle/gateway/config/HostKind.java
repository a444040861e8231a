// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

/**
 * Whether a host stands within the practice's walls. Only a cloud host needs the patient's
 * permission.
 */
public enum HostKind {
  CLOUD,
  ON_PREMISE
}
