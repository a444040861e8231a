// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.List;
import java.util.Map;

/** What became of a Bundle of which all was done, FHIR R4 3.1.0.11.2. */
public final class TransactionResponse {
  private TransactionResponse() {}

  /**
   * The Bundle.
   *
   * @param form the type of the Bundle that was sent
   * @param locations of what was created, in the order of its entries
   */
  public static Map<String, Object> of(String form, List<String> locations) {
    return Element.resource("Bundle")
        .with("type", form.equals("batch") ? "batch-response" : "transaction-response")
        .with("entry", locations.stream().map(TransactionResponse::entry).toList())
        .children();
  }

  private static Map<String, Object> entry(String location) {
    return new Element()
        .with(
            "response",
            new Element().with("status", "201 Created").with("location", location).children())
        .children();
  }
}
