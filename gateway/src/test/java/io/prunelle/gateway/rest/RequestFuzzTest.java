// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever is asked is refused, or means to the host what it meant to the gateway. */
final class RequestFuzzTest {

  private static final byte[] END = {'\n', '\n'};

  /**
   * Asks.
   *
   * @param request method and target in the first line, then headers, an empty line, the body
   */
  @FuzzTest
  void isRefusedOrWrittenAnewSoThatItMeansTheSame(byte[] request) {
    int end = endOfHead(request);
    String[] head = new String(request, 0, end, StandardCharsets.ISO_8859_1).split("\n", -1);
    byte[] body = Arrays.copyOfRange(request, Math.min(end + 2, request.length), request.length);
    String[] line = head[0].split(" ", 2);
    if (line.length < 2) {
      return;
    }
    String path = line[1].replaceFirst("\\?(?s:.*)", "");
    String query = path.length() < line[1].length() ? line[1].substring(path.length() + 1) : null;
    RestRequest parsed;
    try {
      parsed = ParsedRequests.of(line[0], path, query, headers(head), Buffer.buffer(body));
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isNotBlank();
      return;
    }
    Upstream upstream = parsed.upstream();
    assertThat(upstream.target()).matches("[\\x21-\\x7e]*").doesNotStartWith("//");
    assertThat(upstream.target()).doesNotContain("#", "\\", ";");
    String sent = upstream.target().replaceFirst("\\?.*", "");
    assertThat(sent.split("/", -1)).doesNotContain(".", "..");
    assertThat(sent).doesNotContain("%", "//");
    upstream.headers().forEach((name, value) -> assertThat(name + value).matches("[\\x20-\\x7e]+"));
    assertThat(ParsedRequests.again(parsed).upstream()).isEqualTo(upstream);
  }

  private static MultiMap headers(String[] head) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      if (colon > 0) {
        headers.add(head[i].substring(0, colon), head[i].substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static int endOfHead(byte[] request) {
    for (int i = 0; i + 1 < request.length; i++) {
      if (request[i] == END[0] && request[i + 1] == END[1]) {
        return i;
      }
    }
    return request.length;
  }
}
