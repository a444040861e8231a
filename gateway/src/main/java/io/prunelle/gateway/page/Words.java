// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.report.Reports;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What somebody wrote into a form, in words of their own.
 *
 * @param text as they wrote it, but for what no text holds
 */
record Words(String text) {

  static Words of(RoutingContext context, String field) {
    String given = Optional.ofNullable(context.request().getFormAttribute(field)).orElse("");
    return new Words(given.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ").strip());
  }

  boolean tooLong() {
    return tooLong(Reports.LONGEST);
  }

  /**
   * @param most characters
   */
  boolean tooLong(int most) {
    return text.length() > most;
  }
}
