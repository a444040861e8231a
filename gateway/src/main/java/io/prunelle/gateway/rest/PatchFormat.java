// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

/** The ways to say a patch (http://hl7.org/fhir/R4/http.html#patch), told by Content-Type. */
public enum PatchFormat {
  JSON_PATCH("application/json-patch+json"),
  XML_PATCH("application/xml-patch+xml"),
  FHIRPATH_PATCH("application/fhir+json");

  private final String mediaType;

  PatchFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }
}
