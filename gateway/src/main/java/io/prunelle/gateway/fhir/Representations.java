// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How an answer may be written so that whose it is can still be told from it. */
final class Representations {

  static final String DOCUMENT = "DocumentReference";

  private Representations() {}

  /** A resource of somebody's, known by its id. */
  static RestRequest ofOne(RestRequest request, String type) {
    RestRequest told = withSubject(notCounted(request), type);
    return told.with(ofFound(told.representation(), type, Set.of(), Steps.NONE));
  }

  /**
   * What a write returns is examined like a read, so it has to be whole. So has what nobody owns:
   * nothing that is left out of it may be what tells that it is somebody's. A server may answer
   * more than it was asked for (http://hl7.org/fhir/R4/search.html#elements).
   */
  static RestRequest whole(RestRequest request) {
    return request.with(whole(request.representation()));
  }

  /**
   * A resource that nobody owns, known by its id. "Not modified" would tell of one that is not
   * shared after all.
   */
  static RestRequest ofShared(RestRequest request) {
    RestRequest whole = whole(notCounted(request));
    return new RestRequest(
        whole.practice(),
        whole.interaction(),
        whole.representation(),
        whole.preferences(),
        Conditions.NONE,
        whole.body(),
        whole.siblings());
  }

  /** Resources of several types, those that nobody owns among them. */
  static RestRequest ofBundle(RestRequest request) {
    if (!request.representation().elements().isEmpty()) {
      throw unfit();
    }
    return whole(notCounted(request));
  }

  /**
   * A search.
   *
   * @param reaches types that are asked for beside it
   */
  static RestRequest ofSearch(RestRequest request, String type, Set<String> reaches) {
    // A host's count counts what the filter would remove
    if ("count".equals(request.representation().summary()) && !Compartment.single(type)) {
      throw unfit();
    }
    RestRequest told = withSubject(request, type);
    Steps steps = Steps.of(request.interaction().query());
    return told.with(ofFound(told.representation(), type, reaches, steps));
  }

  /**
   * The same with all that may have to be looked at to tell whose something found is, or brought
   * along, and what led to it.
   *
   * @param reaches types that are asked for beside it
   * @param steps by which
   */
  static Representation ofFound(
      Representation asked, String type, Set<String> reaches, Steps steps) {
    boolean counted = "count".equals(asked.summary());
    boolean summarised = "true".equals(asked.summary());
    boolean tells =
        Stream.concat(Stream.of(type), reaches.stream())
            .noneMatch(
                found ->
                    found.equals("*")
                        || SharedTypes.contains(found)
                        || (summarised && !isToldInSummary(found)));
    // A summary leaves out most of what leads to what is brought along
    if ((!tells && !counted) || (summarised && !steps.asked().isEmpty())) {
      return whole(asked);
    }
    Representation telling = asked;
    for (String element : steps.elements()) {
      telling = telling.with(element);
    }
    for (String reached : new TreeSet<>(reaches)) {
      telling = telling(telling, reached);
    }
    return telling;
  }

  /** By its subject, and where it has none by nothing that a summary leaves out. */
  private static boolean isToldInSummary(String type) {
    return Compartment.isInSummary(type) && Compartment.entries(type).isEmpty();
  }

  private static Representation whole(Representation asked) {
    return new Representation(asked.format(), asked.pretty(), null, List.of());
  }

  private static RestRequest notCounted(RestRequest request) {
    if ("count".equals(request.representation().summary())) {
      throw unfit();
    }
    return notText(request);
  }

  /** {@code _summary=text} leaves the subject out, and HAPI answers it in HTML. */
  private static RestRequest notText(RestRequest request) {
    if ("text".equals(request.representation().summary())) {
      throw unfit();
    }
    return request;
  }

  private static RestRequest withSubject(RestRequest request, String type) {
    Representation asked = notText(request).representation();
    return request.with(telling(asked, type));
  }

  /**
   * With the elements that tell whose one of the type is, and the archive of a record's past from
   * other documents.
   */
  static Representation telling(Representation asked, String type) {
    Representation telling = asked;
    for (String element : Compartment.telling(type)) {
      telling = telling.with(element);
    }
    return type.equals(DOCUMENT) ? telling.with("type") : telling;
  }

  static RuntimeException unfit() {
    return new Refusal.NotSupported(
            "representation-not-attributable",
            "With this _summary or _elements an answer does not show whose it is.")
        .refused();
  }
}
