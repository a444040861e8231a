// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.TreeSet;

/** Which practices a record of a patient was ever placed for, wherever the patient belongs now. */
public final class KeptRecords {

  /** By the practices: the key begins with them. */
  private static final String PRACTICES =
      "SELECT practice FROM hosts.placement WHERE practice = ANY($1) AND patient = $2";

  private final Pool pool;

  public KeptRecords(Pool pool) {
    this.pool = pool;
  }

  /** Of these practices those that have a place for it, or had before it left. */
  public Future<Set<String>> practices(Set<String> among, String patient) {
    return pool.preparedQuery(PRACTICES)
        .execute(Tuple.tuple().addArrayOfString(among.toArray(String[]::new)).addString(patient))
        .map(
            rows -> {
              Set<String> practices = new TreeSet<>();
              rows.forEach(row -> practices.add(row.getString("practice")));
              return practices;
            });
  }
}
