// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host is sent, written anew from a parsed form.
 *
 * @param target path and query below a host's base URL: empty, or beginning with a slash or a
 *     question mark
 */
public record Upstream(
    String method, String target, Map<String, String> headers, @Nullable Buffer body) {

  /**
   * Whether something is changed by it. Searches and operations, which change nothing, may be POST.
   */
  public boolean changes() {
    String path = target.split("\\?", 2)[0];
    return !method.equals("GET") && !path.endsWith("/_search") && !path.contains("/$");
  }
}
