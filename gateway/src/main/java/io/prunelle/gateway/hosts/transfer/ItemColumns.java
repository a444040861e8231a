// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How statements on {@code hosts.transfer_item} are given values, and their rows are read. */
final class ItemColumns {

  /** What a transfer still carries. */
  static final String HELD = "state NOT IN ('gone', 'absent')";

  private ItemColumns() {}

  /** Of the column {@code resource}, in the order of the rows. */
  static List<ResourceKey> keys(Iterable<Row> rows) {
    List<ResourceKey> keys = new ArrayList<>();
    rows.forEach(row -> keys.add(ResourceKey.parse(row.getString("resource"))));
    return keys;
  }

  /** What else a column says of each, in the order of the rows. */
  static Map<ResourceKey, String> byKey(Iterable<Row> rows, String column) {
    Map<ResourceKey, String> values = new LinkedHashMap<>();
    rows.forEach(
        row -> values.put(ResourceKey.parse(row.getString("resource")), row.getString(column)));
    return values;
  }

  /** As the column {@code resource} has them. */
  static String[] names(Collection<ResourceKey> keys) {
    return keys.stream().map(ResourceKey::toString).toArray(String[]::new);
  }

  /** One of each, in their order, so that a statement can take them apart side by side. */
  static String[] texts(List<Resource> resources, Function<Resource, String> text) {
    return resources.stream().map(text).toArray(String[]::new);
  }
}
