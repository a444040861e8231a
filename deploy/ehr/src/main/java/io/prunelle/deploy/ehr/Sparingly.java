// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;

/**
 * Refuses what HAPI has and a {@link Setting#PLAIN} server does not offer, and tells of none of it.
 */
@Interceptor
public final class Sparingly {

  private static final Set<String> OPERATIONS =
      Set.of("everything", "expunge", "delete-expunge", "lastn", "meta-add", "meta-delete");
  private static final Set<RestOperationTypeEnum> HISTORIES =
      Set.of(RestOperationTypeEnum.HISTORY_SYSTEM, RestOperationTypeEnum.HISTORY_TYPE);

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void refuse(RequestDetails request, RestOperationTypeEnum interaction) {
    String operation = request.getOperation();
    boolean withheld =
        HISTORIES.contains(interaction)
            || (operation != null
                && operation.startsWith("$")
                && OPERATIONS.contains(operation.substring(1)));
    if (withheld) {
      throw new MethodNotAllowedException(
          "This server does not offer " + (operation == null ? interaction.getCode() : operation));
    }
  }

  @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
  public void leaveOut(IBaseConformance statement) {
    for (CapabilityStatementRestComponent rest : ((CapabilityStatement) statement).getRest()) {
      rest.getInteraction()
          .removeIf(interaction -> "history-system".equals(interaction.getCode().toCode()));
      leaveOut(rest.getOperation());
      for (CapabilityStatementRestResourceComponent type : rest.getResource()) {
        type.getInteraction()
            .removeIf(interaction -> "history-type".equals(interaction.getCode().toCode()));
        leaveOut(type.getOperation());
      }
    }
  }

  private static void leaveOut(List<CapabilityStatementRestResourceOperationComponent> operations) {
    operations.removeIf(operation -> OPERATIONS.contains(operation.getName()));
  }
}
