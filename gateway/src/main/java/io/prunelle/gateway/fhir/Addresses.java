// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What in a resource leads to another one by its whole address: references, and URLs of a Patient
 * or a Binary. Systems, profiles, and URLs of definitions and extensions are names, which have to
 * stay what they are even if they begin like an address.
 */
final class Addresses {

  private Addresses() {}

  /** In no order; each is such a base URL, a slash and {@code Type/id}, with or without version. */
  static List<Reference> below(String base, FhirResource resource) {
    List<Reference> addresses = new ArrayList<>(0);
    for (Reference reference : resource.references()) {
      // most are relative already
      if (reference.value().startsWith(base) && isOne(reference, base)) {
        addresses.add(reference);
      }
    }
    return addresses;
  }

  /**
   * The same, and whatever else below the base URL something refers to. But the identifiers of a
   * Patient: they have to come back as they are stored, and only what is {@link #below} does.
   */
  static List<Reference> anywhereBelow(String base, FhirResource resource) {
    List<Reference> addresses = new ArrayList<>(0);
    for (Reference reference : resource.references()) {
      if (reference.value().startsWith(base)
          && (isOne(reference, base) || refersBelow(reference, base, resource))) {
        addresses.add(reference);
      }
    }
    return addresses;
  }

  private static boolean refersBelow(Reference reference, String base, FhirResource resource) {
    return !reference.isUrl()
        && reference.value().startsWith("/", base.length())
        && !("Patient".equals(resource.type()) && reference.path().startsWith("identifier."));
  }

  /**
   * A document with such addresses made relative; all its other bytes stay as they are.
   *
   * @throws IOException when it is no resource
   */
  static Buffer relative(Buffer body, String base) throws IOException {
    byte[] json = body.getBytes();
    List<Reference> own = below(base, ResourceParser.parse(json));
    return own.isEmpty()
        ? body
        : Literals.replaced(json, own, reference -> reference.value().substring(base.length() + 1));
  }

  private static boolean isOne(Reference reference, String base) {
    String value = reference.value();
    return value.startsWith("/", base.length())
        && References.relative(value.substring(base.length() + 1)).isPresent()
        && !isName(reference);
  }

  /** A definition in another resource has a URL for its name as well. */
  private static boolean isName(Reference reference) {
    return Mentions.names(reference)
        || (reference.isUrl() && reference.path().equals("contained.url"));
  }
}
