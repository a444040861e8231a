// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.proxy.HostStream;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a Binary holds, on its way from the host to who may see it. It can be anything, so a browser
 * must neither guess what it is nor run it where the gateway is at home.
 *
 * @param type as the stored Binary has it
 * @param version of the Binary
 */
record BinaryContent(String type, String version, HostStream stream) {

  void head(HttpServerResponse response) {
    response
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.ETAG, "W/\"" + version + "\"")
        .putHeader("Content-Disposition", "attachment")
        .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
        .putHeader("X-Content-Type-Options", "nosniff");
    String length = stream.length();
    if (length == null) {
      response.setChunked(true);
    } else {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
    }
  }
}
