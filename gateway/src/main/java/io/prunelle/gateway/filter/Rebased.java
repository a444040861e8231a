// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns addresses below a host's base into addresses below the gateway's. */
final class Rebased {

  private final FhirBodies bodies;
  private final String base;
  private final String replacement;

  Rebased(FhirBodies bodies, String base, String replacement) {
    this.bodies = bodies;
    this.base = base;
    this.replacement = replacement;
  }

  /** Where a resource leads to another below the host's base; in no order. */
  List<Piece> pieces(FhirResource resource) {
    List<Piece> pieces = new ArrayList<>(0);
    for (FhirResource.Reference address : bodies.addresses(resource, base)) {
      String url = replacement + address.value().substring(base.length());
      pieces.add(new Piece(address.literal(), Buffer.buffer(Json.encode(url))));
    }
    return pieces;
  }

  /** Copies a document that is one resource. */
  void copy(FhirResource resource, byte[] json, OutputStream out) throws IOException {
    List<Piece> pieces = pieces(resource);
    pieces.sort(Comparator.comparingInt(piece -> piece.span().from()));
    Piece.copy(json, 0, json.length, pieces, out);
  }
}
