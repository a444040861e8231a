// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChainTest {

  @Test
  void anUntouchedChainHolds() {
    assertThat(Chain.empty("realm-1").check(three())).isEmpty();
    assertThat(Chain.empty("realm-1").check(List.of())).isEmpty();
  }

  @Test
  void aDecisionTurnedRoundIsFoundAtItsPosition() {
    List<Entry> entries = changed(1, entry -> withDecision(entry, entry.hash()));

    assertThat(Chain.empty("realm-1").check(entries))
        .contains(new Chain.Break(2, "content does not match its hash"));
  }

  @Test
  void aDecisionTurnedRoundAndHashedAgainIsFoundAtTheNextPosition() {
    List<Entry> entries =
        changed(
            1,
            entry ->
                Entry.chained(
                    entry.position(),
                    Examples.statement(Decision.PERMIT, 9, null),
                    entry.persons(),
                    entry.previousHash()));

    assertThat(Chain.empty("realm-1").check(entries))
        .contains(new Chain.Break(3, "does not follow the entry before"));
  }

  @Test
  void aRemovedEntryIsMissed() {
    List<Entry> entries = new ArrayList<>(three());
    entries.remove(1);

    assertThat(Chain.empty("realm-1").check(entries))
        .contains(new Chain.Break(2, "missing, found 3"));
  }

  @Test
  void anotherRealmsChainIsNotTakenForThisOne() {
    assertThat(Chain.empty("realm-2").check(three()))
        .contains(new Chain.Break(1, "does not follow the entry before"));
  }

  @Test
  void aChainCanBeCheckedFromAnyPointThatIsKnown() {
    List<Entry> entries = three();
    Chain known = Chain.empty("realm-1").with(entries.get(0));

    assertThat(known.check(entries.subList(1, 3))).isEmpty();
  }

  private static List<Entry> three() {
    Chain end = Chain.empty("realm-1");
    List<Entry> entries = new ArrayList<>();
    for (Decision decision : List.of(Decision.PERMIT, Decision.WITHDRAW, Decision.DENY)) {
      Entry entry = end.next(Examples.statement(decision, 1, null), Examples.SALT);
      entries.add(entry);
      end = end.with(entry);
    }
    return entries;
  }

  private static List<Entry> changed(int index, UnaryOperator<Entry> change) {
    List<Entry> entries = new ArrayList<>(three());
    entries.set(index, change.apply(entries.get(index)));
    return entries;
  }

  private static Entry withDecision(Entry entry, String hash) {
    return new Entry(
        entry.position(),
        Examples.statement(Decision.PERMIT, 1, null),
        entry.persons(),
        entry.previousHash(),
        hash);
  }
}
