// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class RewritingTest {

  private static final String PRACTITIONERS =
      """
      {"resourceType":"Bundle","type":"batch","entry":[
        {"fullUrl":"urn:uuid:d1",
         "resource":{"resourceType":"Practitioner","id":"d1",
                     "identifier":[{"system":"http://npi","value":"99"}]},
         "request":{"method":"POST","url":"Practitioner","ifNoneExist":"identifier=http://npi|99"}}]}
      """;

  private static final String RECORD =
      """
      {"resourceType":"Bundle","type":"transaction","entry":[
        {"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient","id":"p1"},
         "request":{"method":"POST","url":"Patient"}},
        {"fullUrl":"urn:uuid:c1",
         "resource":{"resourceType":"Claim","id":"c1",
                     "contained":[{"resourceType":"Coverage","id":"coverage"}],
                     "patient":{"reference":"urn:uuid:p1"},
                     "provider":{"reference":"Practitioner?identifier=http://npi|99"},
                     "insurance":[{"coverage":{"reference":"#coverage"}}]},
         "request":{"method":"POST","url":"Claim"}}]}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final References references = new References();
  private final Rewriting rewriting = new Rewriting(references);

  @Test
  void everyResourceIsPutUnderItsOwnId() throws Exception {
    JsonNode transaction = rewritten(RECORD);

    assertThat(transaction.path("type").asText()).isEqualTo("transaction");
    assertThat(transaction.path("entry"))
        .extracting(entry -> entry.path("request").toString())
        .containsExactly(
            "{\"method\":\"PUT\",\"url\":\"Patient/p1\"}",
            "{\"method\":\"PUT\",\"url\":\"Claim/c1\"}");
  }

  @Test
  void referencesWithinTheRecordBecomeLiteral() throws Exception {
    assertThat(claim().at("/patient/reference").asText()).isEqualTo("Patient/p1");
  }

  @Test
  void conditionalReferencesBecomeLiteral() throws Exception {
    assertThat(claim().at("/provider/reference").asText()).isEqualTo("Practitioner/d1");
  }

  @Test
  void referencesToContainedResourcesStay() throws Exception {
    assertThat(claim().at("/insurance/0/coverage/reference").asText()).isEqualTo("#coverage");
  }

  @Test
  void referenceToNothingStopsTheRewriting() throws Exception {
    references.learn(json.readTree(RECORD));

    assertThatThrownBy(() -> rewriting.transaction(json.readTree(RECORD)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Practitioner?identifier=http://npi|99 leads to no resource");
  }

  @Test
  void theOriginalIsLeftAsItWas() throws Exception {
    references.learn(json.readTree(PRACTITIONERS));
    JsonNode original = json.readTree(RECORD);
    references.learn(original);

    rewriting.transaction(original);

    assertThat(original).isEqualTo(json.readTree(RECORD));
  }

  private JsonNode claim() throws JsonProcessingException {
    return rewritten(RECORD).at("/entry/1/resource");
  }

  private JsonNode rewritten(String bundle) throws JsonProcessingException {
    references.learn(json.readTree(PRACTITIONERS));
    references.learn(json.readTree(bundle));
    return rewriting.transaction(json.readTree(bundle));
  }
}
