// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import java.util.Set;

/**
 * That a caller may ask what they asked.
 *
 * @param capacity in which they do
 * @param own FHIR ids of the patients whom the caller is, or acts for
 */
public record Grant(Capacity capacity, Set<String> own) {

  /** Whether the caller is to learn of no other patients than {@link #own} from the record. */
  public boolean ownAlone() {
    return capacity == Capacity.PATIENT || capacity == Capacity.GUARDIAN;
  }
}
