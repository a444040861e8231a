// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.prunelle.gateway.testing.Specification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what another strict parser reads, and as that one does; refuses what that one refuses. */
class JsonReaderTest {

  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // RFC 8259, 8.1: UTF-8 and nothing else, nor guessed at where a host would not
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final String DOCUMENT =
      """
      {"resourceType":"Observation","id":"é-1","meta":{"versionId":"1","extension":[{"url":"u",\
      "valueString":"a\\"b\\u00e9\\n"}]},"status" : "final",
      "category":[{"coding":[{"system":"s","code":"c"}]},{"coding":[]}],"value":{"value":170.50,\
      "n":-1e-3,"t":true,"z":null,"f":false,"e":[],"o":{},"a name of more than eight":[[1],[2]]},\
      "\\u0069dx":1}""";

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\"a\"",
          "\"b\"",
          "\"\\u0061\"",
          "\"a\\",
          "\\u",
          "\\u00e9",
          "é",
          "😀",
          "1",
          "-",
          "0",
          "1.5",
          "e",
          "E+",
          "1e9",
          "true",
          "false",
          "null",
          "tru",
          " ",
          "\n",
          "\t",
          "\u0001",
          "\u0000",
          "\u00a0",
          "/",
          "x",
          "\"\":4",
          "\"é\":3",
          "\"eightchr\":2",
          "\"longer name than eight\":1,",
          "{\"a\":1,\"b\":{\"a\":2}}",
          "[{\"a\":1},{\"a\":2}]",
          "\"0123456789abcdef\"",
          "123456789012345678901234567890");

  @Test
  void readsAndRefusesWhatTheOtherParserDoes() {
    Random random = new Random(20_261_128);
    int read = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] json = i % 3 == 0 ? assembled(random) : altered(random);

      List<String> expected = other(json);

      assertThat(own(json)).as(new String(json, StandardCharsets.UTF_8)).isEqualTo(expected);
      read += expected.contains("refused") ? 0 : 1;
    }
    // Or it would not say much
    assertThat(read).isGreaterThan(6_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":{\"b\":1},\"c\":[{\"a\":1}],\"a\":2}",
        "{\"a\":[{\"b\":1,\"c\":{\"b\":2},\"b\":3}]}",
        "{\"eightchr\":1,\"eightchr\":2}",
        "{\"é\":1,\"\\u00e9\":2}",
        "{\"\":1,\"\":2}"
      })
  void aNameGivenTwiceIsRefusedHoweverItIsWritten(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void theSameNameInAnotherObjectIsAnotherMember() throws IOException {
    assertThat(read("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}],\"c\":{\"a\":1}}"))
        .hasSize(26);
  }

  @Test
  void manyNamesAreToldApart() throws IOException {
    String members =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"n" + i + "\":1")
            .collect(Collectors.joining(","));

    assertThat(read("{" + members + "}")).hasSize(20_002);
    assertThat(read("[{" + members + "},{" + members + "}]")).hasSize(40_006);
    assertThatThrownBy(() -> read("{" + members + ",\"n77\":1}"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(JsonReader.TooManyNames.class);
  }

  /** Each takes many times its length in memory, wherever in the document it stands. */
  @ParameterizedTest
  @ValueSource(strings = {"{%s,\"one\":1}", "[{%s},{\"one\":1}]", "{%s,\"n0\\u0031x\":1}"})
  void namesAreBounded(String document) {
    String members =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"n" + i + "\":1")
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> read(document.formatted(members)))
        .isInstanceOf(JsonReader.TooManyNames.class);
  }

  /** What R4 has at most in one document: every name of its elements, and the one beside each. */
  @Test
  void allNamesOfR4AreFewer() {
    Set<String> names =
        Specification.elements().stream()
            .map(element -> Definitions.type(element.path()))
            .filter(Objects::nonNull)
            .flatMap(type -> type.children().keySet().stream())
            .flatMap(name -> Stream.of(name, "_" + name))
            .collect(Collectors.toSet());

    assertThat(names).hasSizeBetween(3_000, JsonNames.MOST / 2);
  }

  @Test
  void depthIsBounded() throws IOException {
    assertThat(read("[".repeat(100) + "]".repeat(100))).hasSize(200);
    assertThatThrownBy(() -> read("[".repeat(101) + "]".repeat(101)))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{}{}", "1 2", "{} x", "[1]]"})
  void aDocumentIsOneValue(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  private static List<String> read(String json) throws IOException {
    return tokens(JsonReader.open(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> own(byte[] json) {
    try {
      return tokens(JsonReader.open(json));
    } catch (IOException refused) {
      return List.of("refused");
    }
  }

  private static List<String> tokens(JsonReader reader) throws IOException {
    List<String> tokens = new ArrayList<>();
    for (JsonToken token = reader.nextToken(); token != null; token = reader.nextToken()) {
      tokens.add(
          token == JsonToken.FIELD_NAME
              ? "name " + paired(reader.currentName())
              : token
                  + (token.isScalarValue() ? reader.getText() : "")
                  + (placed(token) ? " " + reader.from() + "-" + reader.to() : ""));
    }
    return tokens;
  }

  private static List<String> other(byte[] json) {
    List<String> tokens = new ArrayList<>();
    int depth = 0;
    try (JsonParser parser = open(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0 && !tokens.isEmpty()) {
          // That one reads one document after the other; whoever asks it has to look
          return List.of("refused");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        tokens.add(
            token == JsonToken.FIELD_NAME
                ? "name " + paired(parser.currentName())
                : token
                    + (token.isScalarValue() ? parser.getText() : "")
                    + (placed(token)
                        ? " "
                            + parser.currentTokenLocation().getByteOffset()
                            + "-"
                            + parser.currentLocation().getByteOffset()
                        : ""));
      }
    } catch (IOException refused) {
      return List.of("refused");
    }
    return tokens.isEmpty() ? List.of("refused") : tokens;
  }

  /** Of the other, where a scalar ends is known for strings alone. */
  private static boolean placed(JsonToken token) {
    return token == JsonToken.VALUE_STRING || !token.isScalarValue();
  }

  /** Half of a pair in a name is shown in different ways. */
  private static String paired(String name) {
    return name.replaceAll("[\\ud800-\\udfff]", "?");
  }

  private static byte[] assembled(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(piece(random));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] altered(Random random) {
    byte[] json = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(json.length);
      switch (random.nextInt(4)) {
        case 0 -> json[at] = (byte) random.nextInt(256);
        case 1 -> json = Arrays.copyOf(json, at + 1);
        case 2 -> json = with(json, at, piece(random).getBytes(StandardCharsets.UTF_8));
        default -> json = with(json, at, Arrays.copyOfRange(json, at / 2, at));
      }
    }
    return json;
  }

  private static byte[] with(byte[] json, int at, byte[] piece) {
    byte[] longer = Arrays.copyOf(json, json.length + piece.length);
    System.arraycopy(piece, 0, longer, at, piece.length);
    System.arraycopy(json, at, longer, at + piece.length, json.length - at);
    return longer;
  }

  private static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  /** As strict, and by another hand. */
  private static JsonParser open(byte[] json) throws IOException {
    Utf8.require(json);
    return STRICT.createParser(json);
  }
}
