// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import java.util.List;
import java.util.Set;

/**
 * How much makes a page where the client does not say. A host's own number would tell it from
 * others, and so where a record lives.
 */
final class PageSize {

  private static final Query DEFAULT = new Query(List.of(new Parameter("_count", "50")));
  private static final Set<String> PAGED = Set.of("everything", "lastn");

  private PageSize() {}

  /** The same, asked for in pages of that size. */
  static OnRecord of(OnRecord asked) {
    if (!(asked instanceof Direct direct) || isSaid(direct)) {
      return asked;
    }
    Interaction interaction = direct.request().interaction();
    Query query = interaction.query().and(DEFAULT);
    Interaction paged = interaction;
    if (interaction instanceof Search search) {
      paged = new Search(search.type(), query, search.posted());
    } else if (interaction instanceof History history) {
      paged = new History(history.type(), history.id(), query);
    } else if (interaction instanceof Operation operation
        && PAGED.contains(operation.name())
        && !operation.posted()) {
      paged = new Operation(operation.type(), operation.id(), operation.name(), query, false);
    }
    return new Direct(
        direct.request().with(paged), direct.patient(), direct.type(), direct.reaches());
  }

  /** Also where there are no pages, but a number. */
  private static boolean isSaid(Direct asked) {
    return "count".equals(asked.request().representation().summary())
        || asked.request().interaction().query().parameters().stream()
            .anyMatch(parameter -> parameter.name().equals("_count"));
  }
}
