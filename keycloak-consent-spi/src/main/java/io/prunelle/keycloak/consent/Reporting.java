// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** What became of the report of an emergency. */
public enum Reporting {
  /** It is new, and the patient will be told. */
  KEPT,
  /** It was reported before. */
  KNOWN,
  /** Another one was reported under that id; what a patient was told is never changed. */
  ANOTHER,
  /** The patient has more to read already than anybody could. */
  TOO_MANY
}
