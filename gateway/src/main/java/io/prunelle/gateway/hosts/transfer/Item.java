// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * A resource that a transfer carries, as the table knows it.
 *
 * @param digest of the canonical form at the source
 * @param bytes of the canonical form
 * @param place in the order of writing; the same for those that refer to each other
 */
record Item(ResourceKey key, String digest, int bytes, int place) {

  static List<Item> of(Iterable<Row> rows) {
    List<Item> items = new ArrayList<>();
    for (Row row : rows) {
      items.add(
          new Item(
              ResourceKey.parse(row.getString("resource")),
              String.valueOf(row.getString("digest")),
              row.getInteger("bytes"),
              row.getInteger("place")));
    }
    return items;
  }
}
