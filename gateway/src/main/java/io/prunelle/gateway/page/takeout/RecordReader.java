// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads records as a patient does through FHIR: each request is decided and journalled anew. */
@FunctionalInterface
public interface RecordReader {

  /**
   * Reading in the name of a patient, or of the guardian of one, which may go on when the request
   * is over.
   *
   * @param request by which they asked for it
   * @param ward FHIR id of the patient whose guardian reads; null for who reads their own record
   */
  Reading as(HttpServerRequest request, Caller reader, @Nullable String ward);

  /** What a patient is answered. */
  @FunctionalInterface
  interface Reading {

    /**
     * A FHIR read.
     *
     * @param path below the practice, such as {@code /Binary/1}; may be empty
     * @return what may be shown, in JSON; fails with {@link io.prunelle.gateway.refusal.Refused}
     */
    Future<Buffer> get(String practice, String path, @Nullable String query);
  }
}
