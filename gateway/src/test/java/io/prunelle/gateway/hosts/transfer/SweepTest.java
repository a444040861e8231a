// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Whatever the lists and however short the pages: who is in one alone is told, once, in order. */
final class SweepTest {

  private int largest;

  private Sweep.Patients list(Set<String> patients) {
    return (after, limit) -> {
      List<String> page =
          new TreeSet<>(patients).tailSet(after, false).stream().limit(limit).toList();
      largest = Math.max(largest, page.size());
      return Future.succeededFuture(page);
    };
  }

  @Property
  void whoIsInOneListAloneIsToldOnce(
      @ForAll @Size(max = 60) Set<@AlphaChars @StringLength(min = 1, max = 2) String> wanted,
      @ForAll @Size(max = 60) Set<@AlphaChars @StringLength(min = 1, max = 2) String> found,
      @ForAll @IntRange(min = 1, max = 9) int limit) {
    largest = 0;
    List<String> told = new ArrayList<>();

    new Sweep(list(wanted), list(found), limit)
        .differing(
            patient -> {
              told.add(patient);
              return Future.succeededFuture();
            })
        .await();

    TreeSet<String> differing = new TreeSet<>(wanted);
    differing.addAll(found);
    differing.removeIf(patient -> wanted.contains(patient) && found.contains(patient));
    assertThat(told).containsExactlyElementsOf(differing);
    assertThat(largest).isLessThanOrEqualTo(limit);
  }

  @Test
  void aSweepOfManyPagesThatAreThereAtOnceComesToItsEnd() {
    int patients = 20_000;
    Sweep.Patients many =
        (after, limit) -> {
          int next = after.isEmpty() ? 0 : Integer.parseInt(after) + 1;
          return Future.succeededFuture(
              next < patients ? List.of("%05d".formatted(next)) : List.of());
        };
    AtomicInteger told = new AtomicInteger();

    Future<Void> swept =
        new Sweep(many, list(Set.of()), 1)
            .differing(
                patient -> {
                  told.incrementAndGet();
                  return Future.succeededFuture();
                });

    assertThat(swept.succeeded()).isTrue();
    assertThat(told).hasValue(patients);
  }

  @Test
  void aListThatCannotBeReadAnyFurtherEndsIt() {
    IllegalStateException down = new IllegalStateException("down");
    Sweep.Patients breaks =
        (after, limit) -> {
          if (after.isEmpty()) {
            return Future.succeededFuture(List.of("a"));
          }
          throw down;
        };

    Future<Void> swept =
        new Sweep(breaks, list(Set.of()), 1).differing(patient -> Future.succeededFuture());

    assertThat(swept.failed()).isTrue();
    assertThat(swept.cause()).isSameAs(down);
  }
}
