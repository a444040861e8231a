// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import java.util.List;

/**
 * Something about a host that its administrator should look into. It closes nothing.
 *
 * @param member what it is about, as in {@code sheet.subProcessors[0].certificate}
 * @param activities those of R.1111-9 CSP that it is about; empty when it is about none
 */
public record Finding(Kind kind, String member, List<Integer> activities) {

  /** What is to be looked into. */
  public enum Kind {
    /** The certificate is of a later date. */
    CERTIFICATE_NOT_YET_VALID,
    /** A surveillance audit should have been held by now. */
    AUDIT_DUE,
    /** The certificate ends soon. */
    CERTIFICATE_LAPSES_SOON,
    /** The certificate has ended. */
    CERTIFICATE_LAPSED,
    /** A sub-processor keeps records without a certificate. */
    NO_CERTIFICATE,
    /** Neither the host nor anybody it engages is certified for an activity that hosting takes. */
    ACTIVITIES_NOT_COVERED
  }
}
