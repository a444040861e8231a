// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of one JSON-LD node, in a fixed order; what is unknown is left out. */
final class Terms {
  static final String DPV = "https://w3id.org/dpv#";

  /** ISO/IEC TS 27560:2023 by the Data Privacy Vocabulary, guide of 2024-08-01. */
  static final String SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#";

  private final Map<String, Object> members = new LinkedHashMap<>();

  Terms with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  Map<String, Object> map() {
    return members;
  }

  static Terms of(String type) {
    return new Terms().with("@type", type);
  }

  static Map<String, Object> context() {
    return new Terms()
        .with("dpv", DPV)
        .with("dct", "http://purl.org/dc/terms/")
        .with("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#")
        .with("loc", "https://w3id.org/dpv/loc#")
        .with("pd", "https://w3id.org/dpv/pd#")
        .with("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
        .with("schema", "https://schema.org/")
        .with("skos", "http://www.w3.org/2004/02/skos/core#")
        .with("dct:conformsTo", link("dct:conformsTo"))
        .with("dct:publisher", link("dct:publisher"))
        .with("schema:recipient", link("schema:recipient"))
        .with("skos:broader", link("skos:broader"))
        .with("dpv:hasApplicableLaw", link("dpv:hasApplicableLaw"))
        .with("dpv:hasJurisdiction", link("dpv:hasJurisdiction"))
        .with("dpv:hasLegalBasis", link("dpv:hasLegalBasis"))
        .with("dpv:hasLocation", link("dpv:hasLocation"))
        .with("dpv:hasProcessing", link("dpv:hasProcessing"))
        .with("dpv:isExercisedAt", link("dpv:isExercisedAt"))
        .with("dpv:isIndicatedBy", link("dpv:isIndicatedBy"))
        .with("textDigest", "urn:prunelle:textDigest")
        .with("circumstancesAsOf", "urn:prunelle:circumstancesAsOf")
        .with("hostSheet", json("urn:prunelle:hostSheet"))
        .with("ledgerEntry", json("urn:prunelle:ledgerEntry"))
        .with("authentication", json("urn:prunelle:authentication"))
        .map();
  }

  // a text under this property is an IRI
  private static Map<String, Object> link(String id) {
    return new Terms().with("@id", id).with("@type", "@id").map();
  }

  // JSON-LD 1.1 JSON literals: kept as they are
  private static Map<String, Object> json(String id) {
    return new Terms().with("@id", id).with("@type", "@json").map();
  }
}
