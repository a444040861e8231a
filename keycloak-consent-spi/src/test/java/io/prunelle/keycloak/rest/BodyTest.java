// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
  private static final int LIMIT = 100_000;

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "Application/JSON ; charset=UTF-8"})
  void oneJsonObjectIsRead(String contentType) {
    assertThat(
            new Body(contentType)
                .read(
                    new ByteArrayInputStream("{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8)), 10)
                .text("a", 1))
        .isEqualTo("é");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        ";",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json-patch+json",
        "application/json,text/plain",
        "text/plain;application/json"
      })
  void whatIsNotDeclaredAsJsonIsNotRead(@Nullable String contentType) {
    assertThat(
            refused(contentType, new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"a\"",
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "{\"a\":\"\u0000\"}",
        "\uFEFF{}",
        "// comment\n{}"
      })
  void whatIsNotOneJsonObjectIsMalformed(String text) {
    assertThat(refused(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ProblemType.MALFORMED_BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "application/fhir+xml", "text/json"})
  void aTypeThatIsNotAmongTheAcceptedIsNamedWithThem(String contentType) {
    Body body = new Body(contentType, List.of("application/fhir+json", "application/json"));

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> body.tree(InputStream.nullInputStream(), LIMIT))
        .withMessage("Content-Type: must be application/fhir+json or application/json")
        .satisfies(
            problem ->
                assertThat(problem.headers())
                    .containsEntry("Accept", "application/fhir+json, application/json"));
  }

  @Test
  void whatIsNotUtf8IsMalformed() {
    assertThat(refused(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .isEqualTo(ProblemType.MALFORMED_BODY);
    assertThat(refused("{}".getBytes(StandardCharsets.UTF_16)))
        .isEqualTo(ProblemType.MALFORMED_BODY);
    // an overlong slash
    assertThat(refused(new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'}))
        .isEqualTo(ProblemType.MALFORMED_BODY);
  }

  @Test
  void nestingThatWouldExhaustTheStackIsMalformed() {
    String deep = "{\"a\":" + "[".repeat(40_000) + "]".repeat(40_000) + "}";
    String objects = "{\"a\":".repeat(15_000) + "1" + "}".repeat(15_000);

    assertThat(refused(deep.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ProblemType.MALFORMED_BODY);
    assertThat(refused(objects.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ProblemType.MALFORMED_BODY);
  }

  @Test
  void numbersBeyondAllMeasureAreMalformed() {
    assertThat(refused(("{\"a\":" + "9".repeat(50_000) + "}").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ProblemType.MALFORMED_BODY);
  }

  @Test
  void noMoreThanTheLimitIsRead() {
    InputStream body = new ByteArrayInputStream(new byte[3 * LIMIT]);

    assertThat(refused("application/json", body)).isEqualTo(ProblemType.BODY_TOO_LONG);
    assertThat(body).hasBinaryContent(new byte[2 * LIMIT - 1]);
  }

  @Test
  void aBodyThatBreaksOffIsTheClientsMistake() {
    assertThat(refused("application/json", new Broken())).isEqualTo(ProblemType.MALFORMED_BODY);
    assertThat(refused("application/json", null)).isEqualTo(ProblemType.MALFORMED_BODY);
  }

  private static ProblemType refused(byte[] body) {
    return refused("application/json", new ByteArrayInputStream(body));
  }

  private static ProblemType refused(@Nullable String contentType, @Nullable InputStream body) {
    return catchThrowableOfType(Problem.class, () -> new Body(contentType).read(body, LIMIT))
        .type();
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("reset by peer");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw new IOException("reset by peer");
    }
  }
}
