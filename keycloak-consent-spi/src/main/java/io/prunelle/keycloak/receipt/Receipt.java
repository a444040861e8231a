// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import java.time.Instant;

/** A decision's receipt, signed. */
public final class Receipt {
  private final Evidence evidence;
  private final String issuer;
  private final Instant issued;
  private final String jws;

  Receipt(Evidence evidence, String issuer, Instant issued, String jws) {
    this.evidence = evidence;
    this.issuer = issuer;
    this.issued = issued;
    this.jws = jws;
  }

  /** The decision's place in the ledger. */
  public long position() {
    return evidence.entry().position();
  }

  /** The JWS in its compact form, RFC 7515 3.1. */
  public String jws() {
    return jws;
  }

  /** The language the patient decided in, for the page when no other is wanted. */
  public String language() {
    return evidence.text().language();
  }

  Evidence evidence() {
    return evidence;
  }

  String issuer() {
    return issuer;
  }

  Instant issued() {
    return issued;
  }
}
