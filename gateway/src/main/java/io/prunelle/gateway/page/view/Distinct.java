// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.HashMap;
import java.util.Map;

/**
 * Names for what can be followed or pressed on one page, no two of which are the same: who has them
 * read out as a list hears nothing of what stands around them (WCAG 2.2, 2.4.4).
 */
final class Distinct {

  private final Map<String, Integer> times = new HashMap<>();

  /** The name itself; with a number where it was given before. */
  String of(String name) {
    int time = times.merge(name, 1, Integer::sum);
    return time == 1 ? name : name + " (" + time + ")";
  }
}
