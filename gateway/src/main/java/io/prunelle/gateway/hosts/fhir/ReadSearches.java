// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.prunelle.gateway.hosts.fhir.TraceSearches.Search;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** By which searches for a patient a reading has read all that they find. */
public final class ReadSearches {

  /**
   * What one has shown.
   *
   * @param resources how many
   * @param total how many there are, as the host says; 0 when it does not
   */
  record Shown(int resources, int total) {}

  private final Map<String, Shown> shown = new TreeMap<>();

  /**
   * Keeps what one has shown.
   *
   * @param search by one parameter
   */
  void add(String search, Shown all) {
    shown.put(search.substring(0, search.indexOf('=')), all);
  }

  /** What was shown by the same search; empty when it was not made. */
  Optional<Shown> by(Search search) {
    // By its identifiers another Patient is searched
    return search.parameter().equals(TraceSearches.IDENTIFIER)
        ? Optional.empty()
        : Optional.ofNullable(shown.get(search.type() + "?" + search.parameter()));
  }
}
