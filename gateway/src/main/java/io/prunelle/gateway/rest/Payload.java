// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What the body of an interaction means. */
enum Payload {
  /** Nothing: whatever is sent is not read. */
  NONE,
  FORM,
  RESOURCE,
  PATCH;

  static Payload of(Interaction interaction) {
    return switch (interaction.kind()) {
      case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE, BATCH, TRANSACTION -> RESOURCE;
      case PATCH, CONDITIONAL_PATCH -> PATCH;
      case SEARCH_TYPE, SEARCH_SYSTEM, SEARCH_COMPARTMENT ->
          interaction.method().equals("POST") ? FORM : NONE;
      case OPERATION -> interaction.method().equals("POST") ? RESOURCE : NONE;
      default -> NONE;
    };
  }

  /** Whether the body is a resource in XML. */
  boolean inXml(Interaction interaction, MultiMap headers) {
    boolean resource =
        isResource(interaction, headers)
            || (this == PATCH && ContentTypes.patch(headers) == PatchFormat.FHIRPATH_PATCH);
    return resource && ContentTypes.resource(headers) == Format.XML;
  }

  /** And neither what a Binary holds nor the nothing that stands for no parameters. */
  private boolean isResource(Interaction interaction, MultiMap headers) {
    return this == RESOURCE
        && !RawBinary.is(interaction, headers)
        && !(interaction instanceof Operation && ContentTypes.ofNothing(headers));
  }

  /** Throws the refusal when the body claims to be something else. */
  void require(Interaction interaction, MultiMap headers) {
    if (this != NONE) {
      ContentTypes.compressed(headers);
    }
    switch (this) {
      case FORM -> ContentTypes.requireForm(headers);
      case RESOURCE -> {
        if (isResource(interaction, headers)) {
          ContentTypes.resource(headers);
        }
      }
      case PATCH -> ContentTypes.patch(headers);
      default -> {}
    }
  }

  /**
   * Throws the same of a body that came without a type where the head announced none, as over
   * HTTP/2 it need not.
   */
  void requireNothing(MultiMap headers, Buffer body) {
    if (this != NONE && body.length() > 0 && ContentTypes.ofNothing(headers)) {
      throw this == FORM ? ContentTypes.noForm() : ContentTypes.noResource();
    }
  }
}
