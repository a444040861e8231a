// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        "<Patient xmlns='http://hl7.org/fhir'><name>|<given id='b'/>|</name></Patient>"
      })
  void noTreeTakesMoreThanItWasToldToTake(String begin, String each, String end) throws Exception {
    byte[] xml =
        (begin + each.repeat(TIMES) + end).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    byte[] json = XmlReading.read(xml).json();

    assertThat(taken(() -> XmlReading.read(xml))).isLessThan(Weight.ofXml(xml));
    assertThat(taken(() -> Tree.read(json))).isLessThan(Weight.ofJson(json));
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
