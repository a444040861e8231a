// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {

  private static final String ID = "019a9c3e-0000-7000-8000-000000000001";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void theTraceOfTheClientGoesOnUnderASpanOfItsOwn() {
    String child = child("00-" + TRACE + "-00f067aa0ba902b7-01");

    assertThat(child)
        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
        .doesNotContain("00f067aa0ba902b7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-" + TRACE + "-00f067aa0ba902b7-01",
        "00-" + TRACE + "-00f067aa0ba902b7-01-more",
        "00-" + TRACE + "-00f067aa0ba902b7-0"
      })
  void whatIsMalformedBeginsATraceAnew(String given) {
    assertThat(child(given)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00").doesNotContain(TRACE);
  }

  @Test
  void aTraceThatTheRequestBeginsIsFoundByTheRequestsId() {
    assertThat(TraceContext.of(MultiMap.caseInsensitiveMultiMap(), ID).trace())
        .isEqualTo("019a9c3e000070008000000000000001");
  }

  @Test
  void ofTwoNeitherCounts() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
            .add("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

    assertThat(TraceContext.of(headers, ID).trace()).isNotEqualTo(TRACE);
  }

  private static String child(String given) {
    return TraceContext.of(MultiMap.caseInsensitiveMultiMap().add("traceparent", given), ID)
        .ofChild();
  }
}
