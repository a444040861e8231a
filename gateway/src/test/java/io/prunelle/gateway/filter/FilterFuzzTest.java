// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.Interactions;
import io.prunelle.gateway.testing.Mentioned;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/**
 * Whatever a host answers, a patient is shown nothing that refers to another, or nothing at all.
 */
final class FilterFuzzTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final Host HOST =
      new Host("h", HostKind.ON_PREMISE, URI.create("http://10.0.0.5:8080/fhir"), null);
  private static final List<OnRecord> ASKED =
      List.of(
          Interactions.search("cabinet", "p1", "Observation"),
          Interactions.everything("cabinet", "p1"),
          Interactions.read("cabinet", "p1"),
          Interactions.read("cabinet", "p1", "Observation", "o1"),
          Interactions.create("cabinet", "p1", "Observation"));

  private static final Grant OWN = Grant.whole(Capacity.PATIENT, Set.of("p1"));
  private static final TestRealm REALM = TestRealm.start(VERTX);
  private static final Filter FILTER = new Filter(VERTX, TestSettings.of(REALM));

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @FuzzTest
  void onlyWhatIsThePatientsIsShown(byte[] answer) throws IOException {
    for (OnRecord asked : ASKED) {
      Future<Buffer> shown =
          FILTER.examine(
              new Examination(asked, HOST, OWN, Set.of(), "me", 7L), 200, Buffer.buffer(answer));
      if (shown.isComplete() && shown.failed()) {
        assertThat(shown.cause()).isInstanceOf(Refused.class);
      } else {
        byte[] released = shown.await().getBytes();
        assertThat(Mentioned.in(released))
            .as("%s of %s", asked.kind(), new String(released, StandardCharsets.UTF_8))
            .isSubsetOf("p1");
      }
    }
  }
}
