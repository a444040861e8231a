// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.Resources.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CanonicalFormTest {

  private static final Resource PLAIN =
      Resources.of("{'resourceType':'Observation','id':'o','valueQuantity':{'value':1.50}}");

  @Test
  void theHostsOwnStampsMakeNoDifference() {
    Resource stamped =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'versionId':'7','lastUpdated':"
                + "'2026-01-01T00:00:00Z','source':'#x1'},'valueQuantity':{'value':1.50}}");

    assertThat(stamped.digest()).isEqualTo(PLAIN.digest());
    assertThat(stamped.body()).isEqualTo(PLAIN.body());
    assertThat(stamped.version()).isEqualTo("7");
  }

  @Test
  void aSourceThatSomeoneGaveIsCarriedButNotCompared() {
    Resource sourced =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'source':'urn:lab'},"
                + "'valueQuantity':{'value':1.50}}");

    assertThat(sourced.digest()).isEqualTo(PLAIN.digest());
    assertThat(sourced.body().toString()).contains("urn:lab");
  }

  @Test
  void tagsAndTrailingZerosAreContent() {
    assertThat(
            Resources.of("{'resourceType':'Observation','id':'o','valueQuantity':{'value':1.5}}")
                .digest())
        .isNotEqualTo(PLAIN.digest());
    assertThat(
            Resources.of(
                    "{'resourceType':'Observation','id':'o','meta':{'tag':[{'code':'x'}]},"
                        + "'valueQuantity':{'value':1.50}}")
                .digest())
        .isNotEqualTo(PLAIN.digest());
  }

  @Test
  void theOrderOfWhatMetaHasAsASetDoesNotMatter() {
    Resource one =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'profile':['http://a','http://b'],"
                + "'tag':[{'code':'x'},{'code':'y'}],'security':[{'code':'R'},{'code':'N'}]}}");
    Resource other =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'profile':['http://b','http://a'],"
                + "'tag':[{'code':'y'},{'code':'x'}],'security':[{'code':'N'},{'code':'R'}]}}");

    assertThat(one.digest()).isEqualTo(other.digest());
    assertThat(other.body().toString()).contains("[\"http://b\",\"http://a\"]");
  }

  @Test
  void theWordsOfATagAreCarriedButNotCompared() {
    Resource one =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'tag':[{'system':'s','code':'x',"
                + "'display':'This'}],'security':[{'code':'R','display':'Restricted'}]}}");
    Resource other =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'tag':[{'system':'s','code':'x',"
                + "'display':'That'}],'security':[{'code':'R'}]}}");
    Resource another =
        Resources.of(
            "{'resourceType':'Observation','id':'o','meta':{'tag':[{'system':'s','code':'y',"
                + "'display':'This'}],'security':[{'code':'R','display':'Restricted'}]}}");

    assertThat(one.digest()).isEqualTo(other.digest()).isNotEqualTo(another.digest());
    assertThat(one.body().toString()).contains("This", "Restricted");
  }

  @Test
  void whereAHostKeepsContentThatItShowsIsNoPartOfIt() {
    String place =
        "{'url':'http://hapifhir.io/fhir/StructureDefinition/externalized-binary-id','valueString':'x'}";
    String hash =
        "{'url':'http://hapifhir.io/fhir/StructureDefinition/externalized-binary-hash-sha256',"
            + "'valueString':'y'}";
    Resource plain =
        Resources.of(
            "{'resourceType':'DocumentReference','id':'d','content':[{'attachment':{'data':'QQ=='}},"
                + "{'attachment':{'data':'Qg==','_data':{'id':'kept'}}}]}");
    Resource kept =
        Resources.of(
            "{'resourceType':'DocumentReference','id':'d','content':[{'attachment':{'data':'QQ==',"
                + "'_data':{'extension':["
                + place
                + ","
                + hash
                + "]}}},{'attachment':{'data':'Qg==','_data':{'id':'kept','extension':["
                + place
                + "]}}}]}");

    assertThat(kept.digest()).isEqualTo(plain.digest());
    assertThat(kept.body()).isEqualTo(plain.body());
    assertThat(kept.whole()).isTrue();
  }

  @Test
  void contentOfWhichOnlyThePlaceIsShownIsLacking() {
    Resource pointer =
        Resources.of(
            "{'resourceType':'Binary','id':'b','contentType':'text/plain','_data':{'extension':[{'url':"
                + "'http://hapifhir.io/fhir/StructureDefinition/externalized-binary-id',"
                + "'valueString':'x'}]}}");
    Resource absent =
        Resources.of(
            "{'resourceType':'Binary','id':'b','contentType':'text/plain','_data':{'extension':[{'url':"
                + "'http://hl7.org/fhir/StructureDefinition/data-absent-reason',"
                + "'valueCode':'masked'}]}}");

    assertThat(pointer.whole()).isFalse();
    assertThat(absent.whole()).isTrue();
    assertThat(absent.body().toString()).contains("masked");
  }

  @Test
  void aPictureOfTheNarrativeIsReferredTo() {
    String div =
        "<div><p>src=Binary/0</p><img alt=\"x\" src=\"Binary/1\"/>"
            + "<img src = \"Binary/2/_history/3\"/><img src=\"#inside\"/>"
            + "<img src=\"http://here/fhir/Binary/4\"/></div>";

    Resource drawn =
        Resources.of(
            new JsonObject()
                .put("resourceType", "Observation")
                .put("id", "o")
                .put("text", new JsonObject().put("div", div))
                .encode());

    assertThat(drawn.references())
        .containsExactlyInAnyOrder(new ResourceKey("Binary", "1"), new ResourceKey("Binary", "2"));
    assertThat(drawn.versioned()).containsExactly("Binary/2/_history/3");
    assertThat(drawn.addresses()).containsExactly("http://here/fhir/Binary/4");
  }

  @Test
  void referencesAreFoundWhereverTheyStand() {
    Resource report =
        Resources.of(
            "{'resourceType':'DocumentReference','id':'d','subject':{'reference':'Patient/p'},"
                + "'contained':[{'resourceType':'Provenance','who':{'reference':'Practitioner/a'}}],"
                + "'content':[{'attachment':{'url':'Binary/b'}}],"
                + "'context':{'encounter':[{'reference':'Encounter/e/_history/2'}]},"
                + "'relatesTo':[{'target':{'reference':'DocumentReference/d'}},"
                + "{'target':{'reference':'#c'}},{'target':{'reference':'https://x.example/A/1'}}]}");

    assertThat(report.references())
        .containsExactlyInAnyOrder(
            key("Patient/p"), key("Practitioner/a"), key("Binary/b"), key("Encounter/e"));
  }

  @Test
  void whatHasNoUsableIdIsRefused() {
    for (String json :
        List.of(
            "{'resourceType':'Observation'}",
            "{'id':'o'}",
            "{'resourceType':'Observation','id':'a/b'}",
            "{'resourceType':'Observation','id':7}")) {
      assertThatThrownBy(() -> CanonicalForm.of(Resources.tree(json)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void theOrderOfNamesNeverMatters(
      @ForAll("contents") Map<String, Object> content, @ForAll long seed) {
    Map<String, Object> shuffled = shuffled(content, new Random(seed));

    assertThat(resource(shuffled).digest()).isEqualTo(resource(content).digest());
  }

  @Property
  void anyOtherContentHasAnotherDigest(
      @ForAll("contents") Map<String, Object> one, @ForAll("contents") Map<String, Object> other) {
    assertThat(resource(one).digest().equals(resource(other).digest()))
        .isEqualTo(one.equals(other));
  }

  @Property
  void whatWasWrittenReadsBackAsTheSame(@ForAll("contents") Map<String, Object> content) {
    Resource once = resource(content);
    Resource twice = Page.single(once.body());

    assertThat(twice.digest()).isEqualTo(once.digest());
    assertThat(twice.body()).isEqualTo(once.body());
  }

  @Provide
  Arbitrary<Map<String, Object>> contents() {
    Arbitrary<String> names = Arbitraries.strings().withCharRange('a', 'd').ofLength(1);
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(3),
            Arbitraries.of("1", "1.0", "10").map(ExactJson.Numeral::new),
            Arbitraries.of(true, false));
    Arbitrary<Object> items =
        Arbitraries.oneOf(
            leaves,
            leaves.list().ofMaxSize(3),
            Arbitraries.maps(names, leaves).ofMinSize(1).ofMaxSize(3));
    return Arbitraries.maps(names, items).ofMaxSize(4);
  }

  private static Resource resource(Map<String, Object> content) {
    Map<String, Object> json = new LinkedHashMap<>(content);
    json.put("resourceType", "Basic");
    json.put("id", "b");
    Buffer bytes = ExactJson.write(json);
    return Page.single(bytes);
  }

  private static Map<String, Object> shuffled(Map<String, Object> content, Random random) {
    List<String> names = new ArrayList<>(content.keySet());
    Collections.shuffle(names, random);
    Map<String, Object> shuffled = new LinkedHashMap<>();
    for (String name : names) {
      shuffled.put(
          name,
          content.get(name) instanceof Map<?, ?> inner ? inner(inner, random) : content.get(name));
    }
    return shuffled;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> inner(Map<?, ?> inner, Random random) {
    return shuffled((Map<String, Object>) inner, random);
  }
}
