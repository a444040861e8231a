// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to a search, a FHIR Bundle. */
public final class Searchset {
  private final ConsentMapping mapping;

  public Searchset(ConsentMapping mapping) {
    this.mapping = mapping;
  }

  /**
   * A page of it.
   *
   * @param self the search as it was understood
   * @param next where the following page is; null when there is none
   */
  public Map<String, Object> of(List<Told> page, String self, @Nullable String next) {
    List<Map<String, Object>> links = new ArrayList<>();
    links.add(link("self", self));
    if (next != null) {
      links.add(link("next", next));
    }
    return Element.resource("Bundle")
        .with("type", "searchset")
        .with("link", links)
        .with("entry", page.stream().map(this::entry).toList())
        .children();
  }

  private Map<String, Object> entry(Told told) {
    return new Element()
        .with("fullUrl", mapping.address(told))
        .with("resource", mapping.consent(told))
        .with("search", new Element().with("mode", "match").children())
        .children();
  }

  private static Map<String, Object> link(String relation, String url) {
    return new Element().with("relation", relation).with("url", url).children();
  }
}
