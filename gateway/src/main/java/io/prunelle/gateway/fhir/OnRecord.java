// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.Upstream;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An interaction that touches one patient's record, or nobody's: what a practice's records refer to
 * and none owns. What is sent to a host is built from this alone.
 */
public sealed interface OnRecord {

  /** Stands for no patient; no FHIR id. */
  String NOBODY = "";

  /** The practice in the path. */
  String practice();

  /** FHIR id of the one patient touched, or {@link #NOBODY}. */
  String patient();

  /** Whether it touches nobody's record. */
  default boolean touchesNobody() {
    return patient().equals(NOBODY);
  }

  /** Whether it begins a record that is not there yet: whose, only the answer tells. */
  default boolean registers() {
    return type().equals("Patient")
        && (kind() == InteractionKind.CREATE || kind() == InteractionKind.CONDITIONAL_CREATE);
  }

  /** The type asked for. */
  String type();

  /** Types asked for beside it, by includes and chains; {@code *} for any. */
  Set<String> reaches();

  /** By which steps a host was asked to bring further resources along. */
  default Steps steps() {
    return Steps.NONE;
  }

  /** Whether it is {@code $everything}, or a page of that. */
  default boolean isEverything() {
    return code().equals(InteractionKind.OPERATION.code())
        && (type().equals("Patient") || type().equals("Encounter"));
  }

  /** The types of which {@code $everything} is asked for; empty for all, and for anything else. */
  default Set<String> everythingOf() {
    return isEverything() && !reaches().contains("*") ? reaches() : Set.of();
  }

  /** Since when {@code $everything} is asked for; null for ever, and for anything else. */
  default @Nullable String since() {
    return null;
  }

  /** What is asked of a host: for a page, what a page is. */
  InteractionKind kind();

  /** FHIR's code of the interaction, as the journal names it. */
  String code();

  /** Name of the operation, without the dollar sign; empty for anything else, and for pages. */
  default String operation() {
    return "";
  }

  /** What a host is sent. */
  Upstream upstream();

  /** Of the body that it is made of, in bytes. */
  default int length() {
    return 0;
  }

  /** Whether it changes the record. */
  default boolean writes() {
    return kind().writes();
  }

  /**
   * A request, held to one patient.
   *
   * @param request as it goes on: where need be, with the patient written into it
   */
  record Direct(RestRequest request, String patient, String type, Set<String> reaches)
      implements OnRecord {
    @Override
    public String practice() {
      return request.practice();
    }

    @Override
    public InteractionKind kind() {
      return request.interaction().kind();
    }

    @Override
    public String code() {
      return kind().code();
    }

    @Override
    public String operation() {
      return request.interaction() instanceof Operation operation ? operation.name() : "";
    }

    @Override
    public @Nullable String since() {
      return isEverything() ? FixedParameters.since(request.interaction().query()) : null;
    }

    @Override
    public Steps steps() {
      return Steps.of(request.interaction().query());
    }

    @Override
    public Upstream upstream() {
      return request.upstream();
    }

    @Override
    public int length() {
      return request.length();
    }
  }

  /**
   * The next page of a search or of {@code $everything}, once its token has been opened.
   *
   * @param of code of the interaction it continues
   * @param since as {@link OnRecord#since}
   * @param host where the first page came from: it means nothing to another
   * @param decision ledger position of the decision it was served under; null when there was none
   * @param continuation path and query of that page, as the host gave them, below its base URL
   * @param skipped how much of that page was shown on the one before, or could not be
   * @param size how much is to be on a page; 0 for as much as the host has on it
   */
  record NextPage(
      String practice,
      String patient,
      String type,
      Set<String> reaches,
      Steps steps,
      String of,
      @Nullable String since,
      String host,
      @Nullable Long decision,
      String continuation,
      int skipped,
      int size)
      implements OnRecord {
    @Override
    public InteractionKind kind() {
      return InteractionKind.PAGE;
    }

    @Override
    public String code() {
      return of;
    }

    @Override
    public Upstream upstream() {
      return new Upstream("GET", continuation, Map.of(), null);
    }
  }
}
