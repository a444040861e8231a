// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace a request belongs to (W3C Trace Context, {@code traceparent} of version 00). Taken over
 * from the client when it is well-formed, otherwise begun by the request itself. {@code tracestate}
 * stays behind: what it carries is between the client and its own vendors.
 *
 * @param trace 32 hexadecimal digits, not all zero
 * @param flags two hexadecimal digits
 */
public record TraceContext(String trace, String flags) {

  private static final String NAME = "traceparent";

  private static final Pattern PARENT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})");

  /**
   * The trace of a request.
   *
   * @param requestId a UUID, by which the trace is called if the request begins it
   */
  public static TraceContext of(MultiMap headers, String requestId) {
    List<String> given = headers.getAll(NAME);
    Matcher parent = given.size() == 1 ? PARENT.matcher(given.get(0)) : null;
    return parent != null && parent.matches()
        // of the flags, only "sampled" has a meaning
        ? new TraceContext(parent.group(1), sampled(parent.group(2)))
        : new TraceContext(requestId.replace("-", ""), "00");
  }

  private static String sampled(String flags) {
    return (Integer.parseInt(flags, 16) & 1) == 1 ? "01" : "00";
  }

  /** The header for a request that belongs to this trace. */
  String ofChild() {
    return "00-" + trace + "-" + random() + "-" + flags;
  }

  /** An identifier, no secret. */
  private static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
  }
}
