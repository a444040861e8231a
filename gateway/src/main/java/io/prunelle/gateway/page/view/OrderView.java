// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page that asks whether an order is meant, ready for its template.
 *
 * @param action where that is confirmed
 * @param back where it is not
 * @param about what it is about, a sentence each
 * @param resources of which it asks which are meant; none where it asks for nothing of the kind
 * @param from the day it is to hold from; null when that is not asked
 * @param wrong whether that is no day that can be
 */
record OrderView(
    Frame frame,
    String action,
    String back,
    List<String> about,
    String button,
    List<String> resources,
    @Nullable String from,
    boolean wrong) {

  /** Of one of the resources, without the form that is meant. */
  static String name(String resource) {
    int form = resource.indexOf('@');
    return form < 0 ? resource : resource.substring(0, form);
  }
}
