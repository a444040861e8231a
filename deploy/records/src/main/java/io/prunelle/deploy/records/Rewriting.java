// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns Synthea's bundles, which create everything anew under ids of the server's choice, into
 * transactions that put each resource under its own id: loading them twice changes nothing.
 */
final class Rewriting {

  private final References references;

  Rewriting(References references) {
    this.references = references;
  }

  /** A transaction of {@code PUT Type/id} with the bundle's resources, all references literal. */
  ObjectNode transaction(JsonNode bundle) {
    ObjectNode transaction = JsonNodeFactory.instance.objectNode();
    transaction.put("resourceType", "Bundle").put("type", "transaction");
    var entries = transaction.putArray("entry");
    for (JsonNode entry : bundle.path("entry")) {
      JsonNode resource = entry.path("resource").deepCopy();
      references.resolve(resource);
      ObjectNode rewritten = entries.addObject();
      rewritten.set("resource", resource);
      rewritten
          .putObject("request")
          .put("method", "PUT")
          .put("url", resource.path("resourceType").asText() + "/" + resource.path("id").asText());
    }
    return transaction;
  }

  /** One transaction with the entries of both. */
  static ObjectNode join(ObjectNode first, ObjectNode second) {
    ObjectNode joined = first.deepCopy();
    joined.withArray("entry").addAll(second.withArray("entry"));
    return joined;
  }
}
