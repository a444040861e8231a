// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table {@code hosts.transfer_item}, as far as it says what earlier transfers have brought to
 * the record's practice, or left there.
 */
final class EarlierItems {

  /**
   * Each Binary that earlier transfers have brought to the record's practice as a part of the
   * record, in the order of names, from one on: nobody need have asked for it there since.
   */
  Future<List<ResourceKey>> binariesBrought(Run run, String after, int most) {
    return run.sql(
            """
            SELECT DISTINCT b.resource FROM hosts.transfer_item b
              JOIN hosts.transfer t ON t.id = b.transfer
            WHERE t.patient = $2 AND coalesce(t.recipient, t.practice) = $3 AND t.id <> $1
              AND (t.switched_at IS NOT NULL OR t.state = 'copied') AND NOT b.shared
              AND b.state NOT IN ('gone', 'absent') AND starts_with(b.resource, 'Binary/')
              AND b.resource > $4
            ORDER BY b.resource LIMIT $5""",
            run.patient(),
            run.record().practice(),
            after,
            most)
        .map(ItemColumns::keys);
  }

  /**
   * What transfers that were given up have left with the record's practice, in the order of names,
   * from one on, by the digests of the forms in which it may be there: nothing need lead to it.
   */
  Future<Map<ResourceKey, Set<String>>> leftBehind(Run run, String after, int most) {
    return run.sql(
            """
            SELECT b.resource, array_remove(array_agg(DISTINCT f.form), NULL) AS forms
            FROM hosts.transfer t JOIN hosts.transfer_item b ON b.transfer = t.id
              CROSS JOIN LATERAL unnest(array_append(b.forms, b.digest)) AS f (form)
            WHERE t.patient = $2 AND t.recipient = $3 AND t.id <> $1 AND t.state = 'cancelled'
              AND t.switched_at IS NULL AND b.resource > $4
            GROUP BY b.resource ORDER BY b.resource LIMIT $5""",
            run.patient(),
            run.record().practice(),
            after,
            most)
        .map(
            rows -> {
              Map<ResourceKey, Set<String>> left = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      left.put(
                          ResourceKey.parse(row.getString("resource")),
                          Set.of(row.getArrayOfStrings("forms"))));
              return left;
            });
  }
}
