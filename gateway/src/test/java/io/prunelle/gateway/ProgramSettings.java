// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration as operators write it. One practice, one host on its premises. */
final class ProgramSettings {

  private ProgramSettings() {}

  /**
   * Writes it.
   *
   * @param further lines below {@code gateway}
   */
  static Path write(
      Path directory,
      TestDatabase database,
      TestRealm realm,
      RecordingHost host,
      int port,
      int management,
      String further)
      throws IOException {
    return Files.writeString(
        directory.resolve("gateway.yaml"),
        """
        gateway:
          public-url: http://127.0.0.1:%1$d
          listen: { host: 127.0.0.1, port: %1$d }
          management: { host: 127.0.0.1, port: %2$d }
          database: { host: 127.0.0.1, port: %3$d, name: %4$s, user: prunelle_gateway, password: for-tests }
          migration: { user: prunelle_owner, password: for-tests }
          token: { issuer: "%5$s", audience: prunelle-gateway, algorithm: RS256 }
          consent: { client-id: prunelle-gateway, client-secret: sec+ret%%41 }
          page: { client-id: prunelle-page, client-secret: secret }
          journal: { key: "%6$s" }
          hosts: [ { id: cabinet, kind: on-premise, url: "%7$s" } ]
          practices: [ { id: cabinet-des-lilas, on-premise: cabinet } ]
        """
                .formatted(
                    port,
                    management,
                    database.settings().port(),
                    database.settings().name(),
                    realm.issuer(),
                    TestKeys.journal().key(),
                    host.url())
            + further);
  }
}
