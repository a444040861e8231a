// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A complete answer as it goes onto the wire: of a refusal, or of a host with what may be shown of
 * it.
 *
 * @param body empty for none
 */
public record Answer(int status, Map<String, String> headers, Buffer body) {

  private static final Map<String, String> OF_FHIR =
      Map.of(
          "content-type",
          "application/fhir+json;charset=utf-8",
          "cache-control",
          "no-store",
          "x-content-type-options",
          "nosniff");

  /** A resource of the gateway's own, in JSON, which no cache may keep. */
  public static Answer fhir(int status, Buffer resource) {
    return new Answer(status, OF_FHIR, resource);
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, Map.copyOf(more), body);
  }
}
