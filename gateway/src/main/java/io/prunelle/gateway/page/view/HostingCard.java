// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Prose;
import java.util.List;

/**
 * A hosting as it is shown.
 *
 * @param anchor id in the page
 * @param standing where my answer stands, in words
 * @param details further sentences about it
 * @param notice the notice's text, paragraph by paragraph
 * @param choices empty where the page has nothing to ask
 */
record HostingCard(
    Hosting hosting,
    String anchor,
    String standing,
    List<String> details,
    String basis,
    List<Prose.Words> purposes,
    List<String> notice,
    List<Choice> choices,
    List<Question> questions) {

  String practice() {
    return hosting.practice().name();
  }

  String host() {
    return hosting.host().name();
  }
}
