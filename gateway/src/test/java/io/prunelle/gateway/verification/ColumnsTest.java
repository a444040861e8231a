// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.TestDatabase;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What migrations make is what verification expects. */
final class ColumnsTest {

  @Test
  void theyAreThoseThatMigrationsHaveMade() {
    Map<String, Map<String, String>> made = new TreeMap<>();
    for (Map<String, Object> column :
        TestDatabase.migrated()
            .rows(
                "SELECT n.nspname || '.' || c.relname AS tab, a.attname AS col, t.typname AS typ"
                    + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " JOIN pg_type t ON t.oid = a.atttypid"
                    + " WHERE a.attnum > 0 AND NOT a.attisdropped")) {
      String table = (String) column.get("tab");
      if (Columns.types().containsKey(table)) {
        made.computeIfAbsent(table, whole -> new TreeMap<>())
            .put((String) column.get("col"), (String) column.get("typ"));
      }
    }

    assertThat(Columns.types()).isEqualTo(made);
  }
}
