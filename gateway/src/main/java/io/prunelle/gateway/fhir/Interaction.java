// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request asks, in FHIR's own terms. What is sent to a host is built from this alone. */
public sealed interface Interaction {

  /** The practice in the path. */
  String practice();

  /** An interaction that touches exactly one patient's record, known from the request. */
  sealed interface OnRecord extends Interaction {

    /** FHIR id of the one patient touched. */
    String patient();

    /** The type asked for. */
    String type();

    /** FHIR's code of the interaction, as the journal names it. */
    String code();

    /** Path and query below a host's base URL, beginning with a slash or a question mark. */
    String target();

    /** What is sent in the body; empty for what has none. */
    default Optional<Buffer> body() {
      return Optional.empty();
    }

    /** Whether it changes the record. */
    default boolean writes() {
      return body().isPresent();
    }
  }

  /** {@code GET Patient/{id}}. */
  record Read(String practice, String patient) implements OnRecord {
    @Override
    public String type() {
      return "Patient";
    }

    @Override
    public String code() {
      return "read";
    }

    @Override
    public String target() {
      return "/Patient/" + patient;
    }
  }

  /**
   * A search in one patient's compartment.
   *
   * @param query beginning with the parameter that holds the search to the patient
   */
  record Search(String practice, String patient, String type, Query query) implements OnRecord {
    @Override
    public String code() {
      return "search-type";
    }

    @Override
    public String target() {
      return "/" + type + "?" + query.encoded();
    }
  }

  /** {@code GET Patient/{id}/$everything}. */
  record Everything(String practice, String patient, Query query) implements OnRecord {
    @Override
    public String type() {
      return "Patient";
    }

    @Override
    public String code() {
      return "operation";
    }

    @Override
    public String target() {
      return "/Patient/"
          + patient
          + "/$everything"
          + (query.isEmpty() ? "" : "?" + query.encoded());
    }
  }

  /**
   * {@code POST {Type}}, its body held to one patient.
   *
   * @param resource as the client sent it
   */
  record Create(String practice, String patient, String type, Buffer resource) implements OnRecord {
    @Override
    public String code() {
      return "create";
    }

    @Override
    public String target() {
      return "/" + type;
    }

    @Override
    public Optional<Buffer> body() {
      return Optional.of(resource);
    }
  }

  /**
   * The next page of a {@link Search} or {@link Everything}, once its token has been opened.
   *
   * @param of code of the interaction it continues
   * @param host where the first page came from: it means nothing to another
   * @param decision ledger position of the decision it was served under; null when there was none
   * @param continuation the host's own query for that page
   */
  record NextPage(
      String practice,
      String patient,
      String type,
      String of,
      String host,
      @Nullable Long decision,
      String continuation)
      implements OnRecord {
    @Override
    public String code() {
      return of;
    }

    @Override
    public String target() {
      return "?" + continuation;
    }
  }

  /** {@code GET ?_page={token}}: touches nobody until the token has been opened. */
  record Page(String practice, String token) implements Interaction {}
}
