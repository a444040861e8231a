// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The columns of what is verified, as migrations have made them. Held to those by a test. Copies
 * from before a migration lack some, which is for those to notice who read them.
 */
final class Columns {

  private static final String LEAF = " chain int4, leaf int4, block int8, recorded_at timestamptz,";

  private static final Map<String, String> SAID =
      Map.of(
          "journal.chain",
          "id int4, instance text, purpose text, started_at timestamptz",
          "journal.block",
          "chain int4, number int8, recorded_at timestamptz, leaves int4, root bytea,"
              + " previous bytea, key_id text, signature bytea",
          "journal.closed",
          "chain int4, closer int4, number int8, digest bytea",
          "journal.dropped_leaf",
          "month text, chain int4, block int8, leaf int4, hash bytea",
          "journal.entry",
          "id uuid,"
              + LEAF
              + " permitted bool, decision int8, request_id text, trace_id text, interaction text,"
              + " resource_type text, resource_id text, query text, raw_query text, method text,"
              + " path text, practice text, patient text, host text, hosting text, reason text,"
              + " purpose text, stated_reason text, subject text, name text, role text,"
              + " organization text, client text, token_id text, address text",
          "journal.outcome",
          "entry uuid,"
              + LEAF
              + " status int4, bytes int8, duration_us int8, ending text, resource text",
          "report.report",
          "id uuid, entry uuid, practice text, patient text, accessed_at timestamptz,"
              + " accessed_by text, words text, reported_at timestamptz, answer text,"
              + " answered_by text, answered_at timestamptz, reporter text, salt bytea,"
              + " answer_salt bytea");

  private Columns() {}

  /** Types by the names of columns, by table with its schema. */
  static Map<String, Map<String, String>> types() {
    Map<String, Map<String, String>> types = new TreeMap<>();
    SAID.forEach(
        (table, columns) -> {
          Map<String, String> ofTable = new TreeMap<>();
          for (String column : columns.split(", *", -1)) {
            String[] parts = column.split(" ", -1);
            ofTable.put(parts[0], parts[1]);
          }
          types.put(table, ofTable);
        });
    return types;
  }

  /** The same as rows of three texts: table, column, type. */
  static String values() {
    return types().entrySet().stream()
        .flatMap(
            table ->
                table.getValue().entrySet().stream()
                    .map(
                        column ->
                            "('%s', '%s', '%s')"
                                .formatted(table.getKey(), column.getKey(), column.getValue())))
        .collect(Collectors.joining(", ", "VALUES ", ""));
  }
}
