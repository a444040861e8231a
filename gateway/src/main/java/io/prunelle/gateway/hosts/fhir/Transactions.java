// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** The bodies of requests to a host, put together from bytes that are JSON already. */
final class Transactions {

  /** FHIR has no erasure; this is the operation of HAPI and of those who followed it. */
  static final Buffer EXPUNGE =
      Buffer.buffer(
          """
          {"resourceType":"Parameters","parameter":[\
          {"name":"expungeDeletedResources","valueBoolean":true},\
          {"name":"expungePreviousVersions","valueBoolean":true}]}""");

  private static final String TRANSACTION = "transaction";

  private Transactions() {}

  static Buffer puts(List<Resource> resources) {
    return bundle(
        TRANSACTION,
        resources,
        resource ->
            Buffer.buffer("{\"resource\":")
                .appendBuffer(resource.body())
                .appendString(request("PUT", resource.key()))
                .appendString("}"));
  }

  static Buffer deletes(List<ResourceKey> keys) {
    return bundle(
        TRANSACTION, keys, key -> Buffer.buffer("{" + request("DELETE", key).substring(1) + "}"));
  }

  /** Each for itself. */
  static Buffer gets(List<String> relative) {
    return bundle(
        "batch", relative, each -> Buffer.buffer("{" + request("GET", each).substring(1) + "}"));
  }

  private static <T> Buffer bundle(String type, List<T> items, Function<T, Buffer> entry) {
    Buffer bundle =
        Buffer.buffer("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[");
    for (Iterator<T> each = items.iterator(); each.hasNext(); ) {
      bundle.appendBuffer(entry.apply(each.next())).appendString(each.hasNext() ? "," : "");
    }
    return bundle.appendString("]}");
  }

  // Types and ids have matched FHIR's own grammar, and parts of addresses are encoded as such, so
  // nothing needs to be escaped
  private static String request(String method, Object url) {
    return ",\"request\":{\"method\":\"" + method + "\",\"url\":\"" + url + "\"}";
  }
}
