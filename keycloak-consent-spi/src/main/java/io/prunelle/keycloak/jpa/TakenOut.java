// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.EntityManager;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * The positions that the ledger says were taken out. One bit each: an eighth of a byte per entry of
 * the ledger.
 */
final class TakenOut implements LongPredicate {
  private static final int PAGE = 1_000;
  // small, so that a few positions far apart, as somebody might write them, do not fill the memory
  private static final int BLOCK = 4_096;

  private final Transactions transactions;
  private final String realm;
  private final Map<Long, BitSet> blocks = new HashMap<>();
  private long read;

  TakenOut(Transactions transactions, String realm) {
    this.transactions = transactions;
    this.realm = realm;
  }

  private record Row(long position, String positions) {}

  /** Reads on to {@code end}; tells whether there was anything. */
  boolean readTo(long end) {
    boolean any = false;
    while (read < end) {
      List<Row> page = transactions.inOne(em -> page(em, end));
      page.forEach(row -> add(row.positions()));
      any |= !page.isEmpty();
      read = page.size() < PAGE ? end : page.get(PAGE - 1).position();
    }
    return any;
  }

  @Override
  public boolean test(long position) {
    BitSet block = blocks.get(position / BLOCK);
    return block != null && block.get((int) (position % BLOCK));
  }

  private List<Row> page(EntityManager em, long end) {
    return em.createQuery(
            "select e.position, e.pseudonymised from EntryEntity e where e.realm = :realm"
                + " and e.position > :after and e.position <= :end"
                + " and e.pseudonymised is not null order by e.position",
            Object[].class)
        .setParameter("realm", realm)
        .setParameter("after", read)
        .setParameter("end", end)
        .setMaxResults(PAGE)
        .getResultStream()
        .map(row -> new Row((Long) row[0], (String) row[1]))
        .toList();
  }

  private void add(String text) {
    List<Long> positions;
    try {
      positions = Positions.read(text);
    } catch (IllegalArgumentException e) {
      // whoever walks comes to that row, and names it
      return;
    }
    for (long position : positions) {
      if (position > 0) {
        blocks
            .computeIfAbsent(position / BLOCK, block -> new BitSet(BLOCK))
            .set((int) (position % BLOCK));
      }
    }
  }
}
