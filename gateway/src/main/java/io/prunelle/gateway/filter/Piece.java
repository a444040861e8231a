// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirResource.Span;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * What is written instead of a part of a document.
 *
 * @param span of that part
 */
record Piece(Span span, Buffer instead) {

  /**
   * Copies a part of a document, with these in it.
   *
   * @param pieces in the order of the document; of those that stand in one another the first counts
   */
  static void copy(byte[] json, int from, int to, List<Piece> pieces, OutputStream out)
      throws IOException {
    int copied = from;
    for (Piece piece : pieces) {
      if (piece.span().from() >= copied) {
        out.write(json, copied, piece.span().from() - copied);
        out.write(piece.instead().getBytes());
        copied = piece.span().to();
      }
    }
    out.write(json, copied, to - copied);
  }
}
