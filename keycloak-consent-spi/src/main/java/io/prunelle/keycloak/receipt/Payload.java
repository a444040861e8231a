// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * What is signed: a JSON-LD consent receipt with the JWT claims {@code iss}, {@code iat}, {@code
 * jti}. No {@code sub}, {@code aud}, {@code exp} or {@code typ}, so that nobody takes it for a
 * token (RFC 8725 3.11, 3.12).
 */
final class Payload {
  private Payload() {}

  /** The same but for {@code iat} and {@code dct:created} each time it is made. */
  static Map<String, Object> of(Evidence evidence, String issuer, Instant at) {
    Instant second = at.truncatedTo(ChronoUnit.SECONDS);
    boolean consent =
        Happening.of(evidence.entry().statement().decision()).basis() == Happening.Basis.CONSENT;
    String id = ConsentRecord.id(evidence, issuer) + "/receipt";
    return new Terms()
        .with("iss", issuer)
        .with("iat", second.getEpochSecond())
        .with("jti", id)
        .with("@context", Terms.context())
        .with("@id", id)
        .with("@type", consent ? "dpv:ConsentReceipt" : "dpv:RecordsOfActivities")
        .with("dct:identifier", id)
        .with("dct:conformsTo", consent ? Terms.SCHEMA + "receipt" : null)
        .with("dct:created", second.toString())
        .with("dct:publisher", issuer)
        .with("schema:recipient", "dpv:DataSubject")
        .with("dpv:hasRecordOfActivity", List.of(new ConsentRecord(evidence, issuer).node()))
        .map();
  }
}
