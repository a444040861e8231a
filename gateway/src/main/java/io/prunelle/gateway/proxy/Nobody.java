// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;

/** Who waits for what goes on without its client. */
public final class Nobody {

  private Nobody() {}

  /** Of somebody who takes nothing and does not go away; asked for anything else, it fails. */
  public static HttpServerResponse response() {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            Nobody.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "closed", "ended", "headWritten" -> false;
                  case "exceptionHandler", "closeHandler" -> proxy;
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> "nobody";
                  default -> throw new IllegalStateException("nobody takes " + method.getName());
                });
  }
}
