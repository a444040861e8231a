// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.net.URI;
import java.util.Locale;

/** Whether two addresses lead to one server, as far as they say so themselves. */
final class SameServer {

  private SameServer() {}

  /** By whichever scheme: a server that speaks both has the same data. */
  static boolean is(URI one, URI other) {
    return server(one).equals(server(other)) && path(one).equals(path(other));
  }

  private static String server(URI address) {
    boolean usual = address.getPort() == -1 || address.getPort() == 80 || address.getPort() == 443;
    return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT)
        + (usual ? "" : ":" + address.getPort());
  }

  private static String path(URI address) {
    String path = address.normalize().getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
