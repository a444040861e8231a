// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.rest.Interaction.CompartmentSearch;
import io.prunelle.gateway.rest.Interaction.History;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Reverse;
import io.prunelle.gateway.rest.Upstream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request whose patients are only known from what hosts answer: a search that names none of them,
 * or several; a history of a type, or of everything.
 *
 * @param request as a link to it shows it, nothing in it but what was understood
 * @param type the type asked for; of several the first; {@link #ANY_TYPE} for all
 * @param reaches types asked for beside it, by further types, includes and chains
 * @param parts what each host is asked
 * @param order in which what was found is shown: of the gateway's, not of any host's
 * @param count how many of it make a page; 0 when only their number is asked for
 * @param total whether their number is told
 * @param byWhatTells whether it is asked by what tells whose the resources are, of which more is
 *     masked for who sees their own alone
 */
public record AcrossRecords(
    RestRequest request,
    String type,
    Set<String> reaches,
    List<Part> parts,
    Order order,
    int count,
    boolean total,
    boolean byWhatTells) {

  public static final String ANY_TYPE = "*";

  /**
   * A part of the question, which hosts are asked by itself.
   *
   * @param type the type asked for; null for all
   */
  public record Part(@Nullable String type, Upstream upstream) {

    /** Whether it asks for what nobody owns. */
    public boolean shared() {
      return type != null && SharedTypes.contains(type);
    }
  }

  /**
   * Whether each resource is answered with all that it was found by: it can be looked at again, by
   * who may see some of them only.
   */
  public boolean shownWhole() {
    Representation shown = request.representation();
    return count > 0
        && shown.elements().isEmpty()
        && !"true".equals(shown.summary())
        && request.interaction().query().parameters().stream()
            .map(SearchTerm::parse)
            .noneMatch(term -> term instanceof Chained || term instanceof Reverse);
  }

  /** The one patient whose compartment is searched; null where no compartment is. */
  public @Nullable String owner() {
    return request.interaction() instanceof CompartmentSearch search ? search.owner() : null;
  }

  /** By which steps hosts are asked to bring further resources along. */
  public Steps steps() {
    return Steps.of(request.interaction().query());
  }

  public boolean isHistory() {
    return request.interaction() instanceof History;
  }

  /** The same, if it touched this patient's record alone. To ask who may, and to say so. */
  public OnRecord of(String patient) {
    return new Direct(request, patient, type, reaches);
  }
}
