// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

/** Who changes a stored resource. */
public interface Writer {

  /** Whether they are shown that it mentions this patient. */
  boolean knows(String patient);

  /** Whether they may read it as well as change it. */
  boolean reads();

  /** The same, or find it by a search that shows it. */
  boolean sees();

  /**
   * Whether they may see some of its type and not this one, and so would come to see it by changing
   * what tells them apart.
   */
  boolean readsOthers();

  /** Whether they are its patient, or act for them. */
  boolean isPatient();
}
