// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Statement;
import java.util.List;

/**
 * What the ledger entry does not bind: the hosting's purposes and the host with its sheet.
 *
 * @param asOf when they were so
 * @param host the host as JSON, {@code {id, name, kind, sheet}}: a sheet that was kept is shown as
 *     it was, whatever has become required of sheets since
 */
record Circumstances(AsOf asOf, List<Purpose> purposes, JsonNode host) {
  /** When the circumstances were so: they can be changed at any time, a decision cannot. */
  enum AsOf {
    DECISION,
    /** A paper was recorded: what was so when it was signed, nobody knows. */
    RECORDED,
    ISSUE
  }

  Circumstances {
    purposes = List.copyOf(purposes);
  }

  /** As they were kept with the decision: {@code {purposes, host}}. */
  static Circumstances kept(Statement statement, String content) {
    JsonNode kept = Json.stored(content);
    return new Circumstances(
        statement.paper() == null ? AsOf.DECISION : AsOf.RECORDED,
        Purpose.kept(kept.path("purposes")),
        kept.path("host"));
  }

  /** As they are now. */
  static Circumstances of(Hosting hosting, Host host) {
    return new Circumstances(AsOf.ISSUE, hosting.purposes(), Json.tree(host));
  }
}
