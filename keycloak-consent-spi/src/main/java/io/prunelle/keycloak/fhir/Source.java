// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.Base64;
import java.util.Optional;

/**
 * The paper that a Consent was signed on.
 *
 * @param digest of the scanned document
 * @param language of the document
 */
record Source(Optional<String> digest, Optional<String> language) {
  private static final int LONGEST = 4 * 1024 * 1024;
  private static final String WANTED =
      "must tell the paper's SHA-256 as a name of RFC 6920, ni:///sha-256;…";

  static Source read(Part consent, Findings findings) {
    Optional<Part> attachment = consent.part("sourceAttachment");
    Optional<Part> reference = consent.part("sourceReference");
    if (consent.has("sourceAttachment") && consent.has("sourceReference")) {
      findings.value(consent.at("sourceReference"), "there must be one source");
    } else if (!consent.has("sourceAttachment") && !consent.has("sourceReference")) {
      findings.required(consent.at("source"));
    }
    Optional<String> named = reference.flatMap(part -> referred(part, findings));
    return attachment
        .map(part -> attached(part, findings))
        .orElseGet(() -> new Source(named, Optional.empty()));
  }

  private static Optional<String> referred(Part part, Findings findings) {
    Optional<String> digest = Reference.read(part).in(Systems.URI).flatMap(PaperName::digest);
    if (digest.isEmpty()) {
      findings.value(part.path(), WANTED + ", in an identifier of the system " + Systems.URI);
    }
    return digest;
  }

  private static Source attached(Part part, Findings findings) {
    Optional<String> language = part.text("language");
    Optional<byte[]> data = part.text("data", LONGEST).flatMap(text -> bytes(part, text, findings));
    Optional<String> named = part.text("url").flatMap(PaperName::digest);
    Optional<String> computed = data.map(PaperName::digestOf);
    part.text("hash").ifPresent(hash -> data.ifPresent(it -> same(part, hash, it, findings)));
    part.aside("contentType", "size", "title", "creation");
    part.end();
    if (named.isEmpty() && computed.isEmpty() && !part.has("data")) {
      findings.value(part.path(), "must hold the paper as data, or its url " + WANTED);
    }
    if (named.isPresent() && computed.isPresent() && !named.equals(computed)) {
      findings.value(part.at("url"), "is the name of another document than the data");
    }
    return new Source(computed.or(() -> named), language);
  }

  private static Optional<byte[]> bytes(Part part, String base64, Findings findings) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64.replaceAll("[ \\t\\r\\n]", "")));
    } catch (IllegalArgumentException e) {
      findings.value(part.at("data"), "must be base64");
      return Optional.empty();
    }
  }

  // FHIR R4 2.24.0.9: SHA-1 in base64; too weak to bind a decision to, but not to be contradicted
  private static void same(Part part, String hash, byte[] data, Findings findings) {
    byte[] expected = Hashes.of("SHA-1", data);
    if (!Base64.getEncoder().encodeToString(expected).equals(hash)) {
      findings.value(part.at("hash"), "is not the SHA-1 of the data");
    }
  }
}
