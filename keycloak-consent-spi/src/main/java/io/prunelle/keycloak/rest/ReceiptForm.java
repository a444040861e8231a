// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms a receipt is handed out in, the preferred one first. */
enum ReceiptForm {
  /** The compact JWS, RFC 7519 10.3.1. */
  JWT("application", "jwt"),
  /** The same within a JSON object. */
  JSON("application", "json"),
  /** A page to print. */
  HTML("text", "html");

  private final String type;
  private final String subtype;

  ReceiptForm(String type, String subtype) {
    this.type = type;
    this.subtype = subtype;
  }

  /**
   * The form that the caller likes best.
   *
   * @param acceptable best first (RFC 9110 12.5.1); the one without any is {@code *}{@code /*}
   * @throws Problem when none is acceptable
   */
  static ReceiptForm wanted(List<MediaType> acceptable) {
    return acceptable.stream()
        .map(ReceiptForm::within)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                    ProblemType.NOT_ACCEPTABLE,
                    "a receipt is application/jwt, application/json or text/html"));
  }

  private static Optional<ReceiptForm> within(MediaType range) {
    return Arrays.stream(values())
        .filter(form -> range.isCompatible(new MediaType(form.type, form.subtype)))
        .findFirst();
  }
}
