// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * References by the gateway's own URLs, as clients take them from a {@code fullUrl}, made relative:
 * no host knows that it is called so. All other bytes of a body stay as they are.
 */
final class OwnReferences {

  private final String publicUrl;

  /** As references in what is stored may begin with. */
  private final List<String> hosts;

  OwnReferences(String publicUrl, List<String> hosts) {
    this.publicUrl = publicUrl;
    this.hosts = hosts;
  }

  /**
   * The patients whom a stored resource mentions by reference: they may stay.
   *
   * @param seen whom its reader is shown there
   */
  Set<String> mentioned(Buffer stored, Predicate<String> seen) {
    try {
      return ResourceParser.parse(stored.getBytes()).references().stream()
          .flatMap(
              reference -> hosts.stream().map(host -> References.patient(host, reference.value())))
          .filter(Objects::nonNull)
          .filter(seen)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException unreadable) {
      return Set.of();
    }
  }

  /** The request with such a body; what is no resource is left to be refused. */
  RestRequest relative(RestRequest request) {
    Buffer body = request.body();
    InteractionKind kind = request.interaction().kind();
    if (body == null || !(kind.writes() || kind == InteractionKind.OPERATION)) {
      return request;
    }
    try {
      Buffer relative = Addresses.relative(body, publicUrl + "/fhir/" + request.practice());
      return relative == body ? request : request.with(relative);
    } catch (IOException noResource) {
      return request;
    }
  }
}
