// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * What every page leads to or is made with: base stylesheet, own stylesheet, mark.
 *
 * @param sessions where the realm shows a person where they are signed in, and ends that elsewhere;
 *     null when it does not
 */
public record Links(String base, String style, String mark, @Nullable String sessions) {

  public Links(String base, String style, String mark) {
    this(base, style, mark, null);
  }

  /** The same, with that address. */
  public Links sessions(String address) {
    return new Links(base, style, mark, address);
  }
}
