// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import io.prunelle.keycloak.json.Json;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** FHIR R4 as somebody else has implemented it, with the profile of IHE PCF. */
final class R4 {
  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final FhirValidator VALIDATOR = validator();

  private R4() {}

  /** What a strict reader makes of a resource: unknown and misplaced elements are errors. */
  static <T extends IBaseResource> T read(Class<T> type, Map<String, Object> resource) {
    IParser parser = CONTEXT.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    return parser.parseResource(type, Json.write(resource));
  }

  /** What breaks the specification's own definitions, or those of the profiles it claims. */
  static List<String> errors(Map<String, Object> resource) {
    return errors(Json.write(resource));
  }

  /** The same of a resource that is written already. */
  static List<String> errors(String resource) {
    return VALIDATOR.validateWithResult(resource).getMessages().stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .map(message -> message.getLocationString() + ": " + message.getMessage())
        .toList();
  }

  private static FhirValidator validator() {
    FhirInstanceValidator definitions =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                new DefaultProfileValidationSupport(CONTEXT),
                PcfProfiles.support(CONTEXT),
                new SnapshotGeneratingValidationSupport(CONTEXT),
                new CommonCodeSystemsTerminologyService(CONTEXT),
                new InMemoryTerminologyServerValidationSupport(CONTEXT)));
    return CONTEXT.newValidator().registerValidatorModule(definitions);
  }
}
