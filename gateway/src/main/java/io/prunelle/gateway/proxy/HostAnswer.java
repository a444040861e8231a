// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.httpproxy.ProxyResponse;

/** A host's successful answer, whole, nothing of it released yet. */
public final class HostAnswer {

  private final ProxyResponse response;
  private final MultiMap headers;
  private final Buffer body;

  HostAnswer(ProxyResponse response, Buffer body) {
    this.response = response;
    this.headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
    this.body = body;
  }

  public int status() {
    return response.getStatusCode();
  }

  public Buffer body() {
    return body;
  }

  MultiMap headers() {
    return headers;
  }

  ProxyResponse response() {
    return response;
  }
}
