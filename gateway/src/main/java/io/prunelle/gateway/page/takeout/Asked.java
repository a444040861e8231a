// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/**
 * A page that is asked for.
 *
 * @param path empty for one that another page led to
 */
record Asked(String path, String query) {

  static Asked next(String query) {
    return new Asked("", query);
  }

  boolean isFirst() {
    return !path.isEmpty();
  }
}
