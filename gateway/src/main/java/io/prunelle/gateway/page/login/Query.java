// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A URL that grows by query parameters. */
record Query(String url) {

  Query and(String name, String value) {
    return new Query(
        url
            + (url.contains("?") ? "&" : "?")
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
