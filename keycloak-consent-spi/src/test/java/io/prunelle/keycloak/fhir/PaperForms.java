// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Consents as a practice's software may write them, in the manner of the samples of IHE PCF 1.1.0:
 * a basic one for treatment, payment and operations, signed with ink; its refusal; and those of the
 * intermediate and advanced profiles, which narrow it.
 */
final class PaperForms {
  static final String ISSUER = "https://sso.example.org/realms/sante";
  static final String POLICY = ISSUER + "/consent/hostings/cabinet-des-lilas@nuage-sante/notices/3";

  private static final ObjectMapper JSON = new ObjectMapper();

  private PaperForms() {}

  /** Explicit basic consent of pat-1, without purposes. */
  static ObjectNode basic() {
    return (ObjectNode)
        parse(
            """
            {'resourceType':'Consent','id':'treat',
             'meta':{'profile':['%s'],
               'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'HTEST'}]},
             'text':{'status':'generated',
               'div':'<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Signed with ink</div>'},
             'status':'active',
             'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope',
               'code':'patient-privacy'}]},
             'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],
             'patient':{'reference':'Patient/pat-1'},
             'dateTime':'2026-11-20',
             'performer':[{'reference':'Patient/pat-1'}],
             'organization':[{'identifier':{'system':'%s/consent/practices',
               'value':'cabinet-des-lilas'}}],
             'sourceReference':{'type':'DocumentReference',
               'identifier':{'system':'urn:ietf:rfc:3986','value':'ni:///sha-256;%s'}},
             'policy':[{'extension':[{'url':'urn:prunelle:fhir:notice-language','valueCode':'fr'}],
               'uri':'%s'}],
             'provision':{'type':'permit'}}
            """
                .formatted(Meaning.PROFILE, ISSUER, "A".repeat(43), POLICY));
  }

  /** The basic one with one element put, or taken out with null for {@code value}. */
  static ObjectNode basic(String pointer, String value) {
    return with(basic(), pointer, parse(value));
  }

  static ObjectNode with(ObjectNode form, String pointer, JsonNode value) {
    JsonPointer at = JsonPointer.compile(pointer);
    JsonNode parent = form.at(at.head());
    String name = at.last().getMatchingProperty();
    if (parent instanceof ArrayNode list) {
      list.insert(Integer.parseInt(name), value);
    } else if (value.isNull()) {
      ((ObjectNode) parent).remove(name);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
    return form;
  }

  /** A Bundle of them. */
  static ObjectNode bundle(String type, JsonNode... consents) {
    ObjectNode bundle = JSON.createObjectNode().put("resourceType", "Bundle").put("type", type);
    ArrayNode entries = bundle.putArray("entry");
    for (JsonNode consent : consents) {
      entries.addObject().set("resource", consent);
    }
    return bundle;
  }

  /** JSON with single quotes for double ones. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
