// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * The rules of IHE PCF 1.1.0's explicit basic consent, written down again for a validator: IHE's
 * own package is in no registry that a build could get it from. Its binding of purposes is left
 * out, since the version published is extensible.
 */
final class PcfProfiles {
  private static final String BASE = "http://hl7.org/fhir/StructureDefinition/Consent";

  private PcfProfiles() {}

  static IValidationSupport support(FhirContext context) {
    PrePopulatedValidationSupport support = new PrePopulatedValidationSupport(context);
    support.addStructureDefinition(basic());
    return support;
  }

  private static StructureDefinition basic() {
    StructureDefinition profile = new StructureDefinition();
    profile
        .setUrl(Meaning.PROFILE)
        .setName("BasicConsent")
        .setStatus(Enumerations.PublicationStatus.ACTIVE)
        .setKind(StructureDefinition.StructureDefinitionKind.RESOURCE)
        .setAbstract(false)
        .setType("Consent")
        .setBaseDefinition(BASE)
        .setDerivation(StructureDefinition.TypeDerivationRule.CONSTRAINT);
    profile.setFhirVersion(Enumerations.FHIRVersion._4_0_1);
    element(profile, "");
    element(profile, ".scope")
        .setMin(1)
        .setPattern(
            concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"));
    for (String once : List.of(".patient", ".dateTime", ".performer", ".organization")) {
      element(profile, once).setMin(1);
    }
    element(profile, ".source[x]").setMin(1);
    absent(profile, ".policy.authority");
    element(profile, ".policy.uri").setMin(1);
    absent(profile, ".policyRule");
    absent(profile, ".verification");
    element(profile, ".provision.type").setMin(1);
    element(profile, ".provision.actor.role")
        .setPattern(concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"));
    for (String none :
        List.of("action", "securityLabel", "class", "code", "dataPeriod", "data", "provision")) {
      absent(profile, ".provision." + none);
    }
    return profile;
  }

  private static ElementDefinition element(StructureDefinition profile, String path) {
    ElementDefinition element = profile.getDifferential().addElement();
    element.setId("Consent" + path);
    return element.setPath("Consent" + path);
  }

  private static void absent(StructureDefinition profile, String path) {
    element(profile, path).setMax("0");
  }

  private static CodeableConcept concept(String system, String code) {
    return new CodeableConcept().addCoding(new Coding().setSystem(system).setCode(code));
  }
}
