// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

/** The formats that resources are taken and given in (http://hl7.org/fhir/R4/formats.html). */
public enum Format {
  JSON("application/fhir+json;charset=utf-8"),
  XML("application/fhir+xml;charset=utf-8");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /** As an answer in it is labelled. */
  public String contentType() {
    return contentType;
  }
}
