// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final Lanes lanes = new Lanes(2);
  private final List<Promise<String>> begun = new ArrayList<>();

  @Test
  void whatIsBeyondTheBoundWaitsForItsTurn() {
    for (int i = 0; i < 5; i++) {
      ask();
    }
    assertThat(begun).hasSize(2);

    begun.get(1).complete("done");
    assertThat(begun).hasSize(3);
    begun.get(0).fail("refused");
    assertThat(begun).hasSize(4);
  }

  @Test
  void whoeverIsDoneMakesRoomWhetherItWentWellOrNot() {
    Future<String> failed = lanes.take(() -> Future.failedFuture("refused"));
    Future<String> done = lanes.take(() -> Future.succeededFuture("done"));

    assertThat(failed.failed()).isTrue();
    assertThat(done.result()).isEqualTo("done");
    ask();
    ask();
    assertThat(begun).hasSize(2);
  }

  private void ask() {
    lanes.take(
        () -> {
          Promise<String> answer = Promise.promise();
          begun.add(answer);
          return answer.future();
        });
  }
}
