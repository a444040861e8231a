// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tree takes is told before there is one, and is never less than it takes. */
final class WeightTest {

  private static final int TIMES = 20_000;
  private static final int TREES = 5;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Observation xmlns='http://hl7.org/fhir'>|<note id='a'/>|</Observation>",
        "<Observation xmlns='http://hl7.org/fhir'>|<category><coding><code value='a'/></coding></category>|</Observation>",
        "<Patient xmlns='http://hl7.org/fhir'><name>|<given value='a'/>|</name></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><name>|<given id='b'/>|</name></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'><name>|<given id='b' value='a'/>|</name></Patient>",
        "<Patient xmlns='http://hl7.org/fhir'>|<name><given value='a'/></name>|</Patient>",
        "<Patient xmlns='http://hl7.org/fhir'>|<name><given value='a'/><prefix value='a'/><suffix value='a'/></name>|</Patient>",
        "<Patient xmlns='http://hl7.org/fhir'>|<extension url='a'/>|</Patient>",
        "<Patient xmlns='http://hl7.org/fhir'>|<extension url='a'><valueCode value='b'/></extension>|</Patient>"
      })
  void noTreeTakesMoreThanItWasToldToTake(String begin, String each, String end) throws Exception {
    byte[] xml =
        (begin + each.repeat(TIMES) + end).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    byte[] json = XmlReading.read(xml).json();

    assertThat(taken(() -> XmlReading.read(xml))).isLessThan(Weight.ofXml(xml));
    assertThat(taken(() -> Tree.read(json))).isLessThan(Weight.ofJson(json));
  }

  /** So that a body of 6 MiB is read where one caller may have 64 MiB, itself included. */
  @Test
  void ofAUsualDocumentItIsTenTimesAsMuchOrLess() {
    String coded =
        "<%s><coding><system value=\"http://snomed.info/sct\"/><code value=\"271649006\"/>"
            + "<display value=\"Systolic blood pressure\"/></coding></%s>";
    String resource =
        "<entry><fullUrl value=\"urn:uuid:9d6c5a7e-5f0c-4cf1-93f0-6f0a6a3f7e1b\"/><resource>"
            + "<Observation xmlns=\"http://hl7.org/fhir\"><id value=\"9d6c5a7e\"/>"
            + "<status value=\"final\"/>"
            + coded.formatted("category", "category")
            + coded.formatted("code", "code")
            + "<subject><reference value=\"Patient/8a1f0c52-3b61-4f6e-8d7e-1f7b5a2c9e40\"/></subject>"
            + "<effectiveDateTime value=\"2026-05-14T09:30:00+02:00\"/>"
            + "<valueQuantity><value value=\"128\"/><unit value=\"mm[Hg]\"/>"
            + "<system value=\"http://unitsofmeasure.org\"/><code value=\"mm[Hg]\"/></valueQuantity>"
            + "</Observation></resource></entry>";
    byte[] xml =
        ("<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"batch\"/>"
                + resource.repeat(1_000)
                + "</Bundle>")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(Weight.ofXml(xml)).isBetween(4L * xml.length, 10L * xml.length);
  }

  private interface Making {
    Tree tree() throws Exception;
  }

  /** Of the heap, by one of several trees that are there at once. */
  private static long taken(Making making) throws Exception {
    List<Tree> trees = new ArrayList<>();
    long before = used();
    for (int i = 0; i < TREES; i++) {
      trees.add(making.tree());
    }
    long after = used();
    assertThat(trees).hasSize(TREES);
    return (after - before) / TREES;
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
