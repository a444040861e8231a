// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.journal.HardLeaves;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows give back the very bytes that were signed, whatever stands in them. */
final class CanonicalRowTest {

  @Test
  void whatIsReadIsWhatWasSigned() throws Exception {
    try (WrittenJournal written = new WrittenJournal();
        var connection = written.database.connect(written.database.owner())) {
      written.database.execute("INSERT INTO journal.chain VALUES (77, 'x', 'requests', now())");
      List<String> signed =
          HardLeaves.commit(written.pools.work(), 77, KeyFile.signing(written.settings.journal()));

      String[] read = new String[signed.size()];
      new LeafRows()
          .read(
              connection,
              77,
              0,
              0,
              (place, canonical, length, retention) ->
                  read[place.leaf()] =
                      new String(Arrays.copyOf(canonical, length), StandardCharsets.UTF_8));

      assertThat(read).containsExactlyElementsOf(signed);
    }
  }
}
