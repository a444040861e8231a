// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.Remembered.Changes;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {

  private final List<Long> asked = new ArrayList<>();
  private final Deque<Promise<Changes<String>>> answers = new ArrayDeque<>();
  private final Remembered<String, String> remembered = new Remembered<>(3, this::since);

  private Future<Changes<String>> since(long revision) {
    asked.add(revision);
    Promise<Changes<String>> answer = Promise.promise();
    answers.add(answer);
    return answer.future();
  }

  private void keep(String key, long revision) {
    remembered.keep(key, new Reading<>(key + " at " + revision, revision));
  }

  private void changed(long revision, String... keys) {
    answers.remove().complete(new Changes<>(revision, false, List.of(keys)));
  }

  @Test
  void whatWasReadIsKnownAsOfItsRevision() {
    keep("anne", 7);

    assertThat(remembered.find("anne")).contains(new Reading<>("anne at 7", 7));
    assertThat(remembered.find("bob")).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whatHasChangedIsForgottenAndTheRestIsKnownAsOfNow() {
    keep("anne", 7);
    keep("bob", 7);

    remembered.seen(9);
    assertThat(remembered.find("anne")).contains(new Reading<>("anne at 7", 7));
    changed(9, "bob", "carol");

    assertThat(asked).containsExactly(7L);
    assertThat(remembered.find("anne")).contains(new Reading<>("anne at 7", 9));
    assertThat(remembered.find("bob")).isEmpty();
  }

  @Test
  void whatIsReadWhileItIsAskedWhatHasChangedIsNotMixedIn() {
    keep("anne", 7);
    remembered.seen(8);

    // Read after another change still, of which the answer under way knows nothing
    keep("bob", 9);
    keep("carol", 7);
    changed(8);

    assertThat(remembered.find("bob")).isEmpty();
    assertThat(remembered.find("carol")).contains(new Reading<>("carol at 7", 8));
    keep("bob", 9);
    assertThat(asked).containsExactly(7L, 8L);
  }

  @Test
  void whatCannotBeToldApartIsAllForgotten() {
    keep("anne", 7);
    remembered.seen(3);
    answers.remove().complete(new Changes<>(3, true, List.of()));

    assertThat(remembered.find("anne")).isEmpty();
    keep("anne", 3);
    assertThat(remembered.find("anne")).contains(new Reading<>("anne at 3", 3));
  }

  @Test
  void aFailureLeavesItAsItWas() {
    keep("anne", 7);
    remembered.seen(8);
    answers.remove().fail("the database is down");

    assertThat(remembered.find("anne")).contains(new Reading<>("anne at 7", 7));
    remembered.seen(8);
    assertThat(asked).containsExactly(7L, 7L);
  }

  @Test
  void theLeastRecentlyUsedIsForgottenFirst() {
    keep("anne", 7);
    keep("bob", 7);
    keep("carol", 7);
    remembered.find("anne");
    keep("dora", 7);

    assertThat(remembered.find("bob")).isEmpty();
    assertThat(remembered.find("anne")).isPresent();
    assertThat(remembered.find("dora")).isPresent();
  }

  @Test
  void revisionsThatDifferInEitherPartAreTwo() {
    long followed = (2L << 40) + 17;

    assertThat(Revision.ordered(followed)).isEqualTo(17);
    assertThat(Revision.continues(followed, followed + 3)).isTrue();
    assertThat(Revision.continues(followed, followed - 1)).isFalse();
    assertThat(Revision.continues(followed, (3L << 40) + 20)).isFalse();
    assertThat(Revision.continues(-1, followed)).isFalse();
  }
}
