// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page that another server shows leads back to: a path on that server, so that no caller
 * can have the realm write a link to anywhere else.
 */
final class WayBack {
  // segments of unreserved characters (RFC 3986 2.3): neither another host nor a script
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]{1,64}){1,8}");

  private WayBack() {}

  /**
   * @throws Problem for anything but a path
   */
  static @Nullable String read(@Nullable String back) {
    if (back == null || PATH.matcher(back).matches()) {
      return back;
    }
    throw new Problem(ProblemType.INVALID_PARAMETER, "back: must be a path, such as /my");
  }
}
