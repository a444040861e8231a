// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What in a resource leads to another one by its whole address: references, and URLs of
 * attachments. Systems, profiles, and URLs of definitions and extensions are names, which have to
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
        && (!reference.isUrl() || isAttached(reference.path()));
  }

  /** http://hl7.org/fhir/R4/datatypes.html#Attachment: no other URL in a resource is called so. */
  private static boolean isAttached(String path) {
    return path.endsWith(".url") && !path.endsWith("xtension.url") && !path.equals("contained.url");
  }
}
