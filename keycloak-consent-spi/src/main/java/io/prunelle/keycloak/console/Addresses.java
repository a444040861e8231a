// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** Where the pages are. */
final class Addresses {
  /** Below the consent resource of the realm in which administrators sign in. */
  static final String PATH = "administration";

  private final UriInfo uri;
  private final String signInRealm;

  Addresses(UriInfo uri, String signInRealm) {
    this.uri = uri;
    this.signInRealm = signInRealm;
  }

  /** Where the realms are. */
  URI top() {
    return below().build();
  }

  /** A page of a realm. */
  URI page(String realm, String... path) {
    UriBuilder page = below().segment("realms", realm);
    for (String segment : path) {
      page.segment(segment);
    }
    return page.build();
  }

  /** As {@link #page}, saying what was done just before. */
  URI done(String what, String realm, String... path) {
    return UriBuilder.fromUri(page(realm, path)).queryParam("done", what).build();
  }

  private UriBuilder below() {
    return uri.getBaseUriBuilder().segment("realms", signInRealm, "consent", PATH);
  }
}
