// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Copies resources without what in them is about other patients than the one who reads, or whose
 * guardian reads. A practitioner may know whom a record mentions, such as the mother of a newborn;
 * a patient learns of other patients of the practice nothing, not even an id.
 */
final class Masked {

  private final FhirBodies bodies;
  private final Examination examination;
  private final Rebased rebased;
  private final Set<String> shown;

  Masked(FhirBodies bodies, Examination examination, Rebased rebased) {
    this.bodies = bodies;
    this.examination = examination;
    this.rebased = rebased;
    this.shown = examination.shown();
  }

  /**
   * Copies the bytes of a resource.
   *
   * @param from where it begins in the document it was read from
   * @param to behind its end
   * @throws IOException also when the resource as a whole would have to be masked
   */
  void copy(FhirResource resource, byte[] json, int from, int to, OutputStream out)
      throws IOException {
    if (bodies.isShared(resource) && !examination.interaction().touchesNobody()) {
      unversioned(resource, Arrays.copyOfRange(json, from, to), out);
      return;
    }
    // A mask before the address that it stands for, which then is left out
    List<Piece> pieces = new ArrayList<>(0);
    List<Span> others = others(resource);
    Iterator<byte[]> masks =
        (others.isEmpty() ? List.<byte[]>of() : bodies.masks(resource, json, others)).iterator();
    for (Span other : others) {
      // white space may stand before the document's brace
      if (other.from() <= from || blank(json, from, other.from())) {
        throw new IOException("nothing but somebody else");
      }
      pieces.add(new Piece(other, Buffer.buffer(masks.next())));
    }
    pieces.addAll(rebased.pieces(resource));
    pieces.sort(Comparator.comparingInt(piece -> piece.span().from()));
    Piece.copy(json, from, to, pieces, out);
  }

  /** Where addresses stand once that is left out has to be looked for, if there are any. */
  private void unversioned(FhirResource resource, byte[] json, OutputStream out)
      throws IOException {
    byte[] shared = new Unversioned(bodies).of(json);
    if (rebased.pieces(resource).isEmpty()) {
      out.write(shared);
    } else {
      rebased.copy(bodies.parse(shared), shared, out);
    }
  }

  private static boolean blank(byte[] json, int from, int to) {
    for (int at = from; at < to; at++) {
      // RFC 8259, 2; what is beyond ASCII is negative
      if (json[at] < 0 || json[at] > ' ') {
        return false;
      }
    }
    return true;
  }

  private List<Span> others(FhirResource resource) {
    return examination.grant().ownAlone()
        ? bodies.mentionsOfOthers(
            resource, examination.grant().own(), examination.host().url().toString(), shown)
        : List.of();
  }
}
