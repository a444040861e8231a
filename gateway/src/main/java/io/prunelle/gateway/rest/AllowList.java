// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static io.prunelle.gateway.rest.InteractionKind.TRANSACTION;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Batch;
import io.prunelle.gateway.rest.Interaction.Operation;

/** What of FHIR is offered here: as configured, and never more than can be held to a record. */
final class AllowList {

  private final Settings.Fhir offered;

  AllowList(Settings.Fhir offered) {
    this.offered = offered;
  }

  /** Before any body is read: only that tells a batch from a transaction. */
  void requireHead(Interaction interaction) {
    if (!(interaction instanceof Batch) || !offered.interactions().contains(TRANSACTION.key())) {
      require(interaction);
    }
  }

  void require(Interaction interaction) {
    boolean listed =
        // Of the gateway's own
        interaction.kind() == InteractionKind.PAGE
            || interaction.kind() == InteractionKind.CAPABILITIES
            || (interaction instanceof Operation operation
                ? offered.operations().contains(operation.name())
                : offered.interactions().contains(interaction.kind().key()));
    if (!listed) {
      throw new Refusal.BadExchange(
              501,
              "interaction-not-offered",
              "The gateway does not offer "
                  + (interaction instanceof Operation
                      ? "this operation."
                      : "the interaction " + interaction.kind().key() + "."))
          .refused();
    }
  }
}
