// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Everything FHIR R4 lets a client ask over HTTP (http://hl7.org/fhir/R4/http.html). Its parts are
 * within their grammars, so that a path can be put together without escapes.
 */
public sealed interface Interaction {

  InteractionKind kind();

  /** Null where no type is asked for in particular. */
  default @Nullable String type() {
    return null;
  }

  /** Null where no single resource is named. */
  default @Nullable String id() {
    return null;
  }

  /** Search parameters, without those of {@link Representation}. */
  default Query query() {
    return Query.NONE;
  }

  default String method() {
    return kind().method();
  }

  /** Path below the base URL: empty, or beginning with a slash. */
  default String path() {
    String type = type();
    String id = id();
    return type == null ? "" : id == null ? "/" + type : "/" + type + "/" + id;
  }

  record Read(String type, String id) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.READ;
    }
  }

  record VRead(String type, String id, String version) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.VREAD;
    }

    @Override
    public String path() {
      return Interaction.super.path() + "/_history/" + version;
    }
  }

  /**
   * What a Binary holds.
   *
   * @param version empty while it is not known
   * @param contentType as stored; empty while it is not known
   */
  record Content(String id, String version, String contentType) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.READ;
    }

    @Override
    public String type() {
      return "Binary";
    }

    @Override
    public String path() {
      return Interaction.super.path() + (version.isEmpty() ? "" : "/_history/" + version);
    }

    /** The same, of the Binary that was found. */
    public Content of(String foundVersion, Buffer stored) {
      return RawContent.of(this, foundVersion, stored);
    }
  }

  record Update(String type, String id) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.UPDATE;
    }
  }

  record ConditionalUpdate(String type, Query query) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CONDITIONAL_UPDATE;
    }
  }

  record Patch(String type, String id, PatchFormat format) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.PATCH;
    }
  }

  record ConditionalPatch(String type, Query query, PatchFormat format) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CONDITIONAL_PATCH;
    }
  }

  record Delete(String type, String id) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.DELETE;
    }
  }

  record ConditionalDelete(String type, Query query) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CONDITIONAL_DELETE;
    }
  }

  /** Of a resource, of a type, or of all there is. */
  record History(@Nullable String type, @Nullable String id, Query query) implements Interaction {
    @Override
    public InteractionKind kind() {
      return id != null
          ? InteractionKind.HISTORY_INSTANCE
          : type != null ? InteractionKind.HISTORY_TYPE : InteractionKind.HISTORY_SYSTEM;
    }

    @Override
    public String path() {
      return Interaction.super.path() + "/_history";
    }
  }

  record Create(String type) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CREATE;
    }
  }

  /**
   * A create unless there is one.
   *
   * @param unless as {@code If-None-Exist} has it: in a header, so not part of {@link #query()}
   */
  record ConditionalCreate(String type, Query unless) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CONDITIONAL_CREATE;
    }
  }

  /**
   * In one type or, without one, in all.
   *
   * @param posted whether it came as {@code POST …/_search}; it goes on as it came, for what is
   *     searched should not stand in logs of URLs
   */
  record Search(@Nullable String type, Query query, boolean posted) implements Interaction {
    @Override
    public InteractionKind kind() {
      return type == null ? InteractionKind.SEARCH_SYSTEM : InteractionKind.SEARCH_TYPE;
    }

    @Override
    public String method() {
      return posted ? "POST" : "GET";
    }

    @Override
    public String path() {
      return Interaction.super.path() + (posted ? "/_search" : "");
    }
  }

  /**
   * In a compartment (http://hl7.org/fhir/R4/compartmentdefinition.html).
   *
   * @param owner id of the compartment's resource
   * @param type null for all types
   */
  record CompartmentSearch(
      String compartment, String owner, @Nullable String type, Query query, boolean posted)
      implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.SEARCH_COMPARTMENT;
    }

    @Override
    public String method() {
      return posted ? "POST" : "GET";
    }

    @Override
    public String path() {
      String searched = type == null ? "*" : type;
      return "/" + compartment + "/" + owner + "/" + searched + (posted ? "/_search" : "");
    }
  }

  record Capabilities(Query query) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.CAPABILITIES;
    }

    @Override
    public String path() {
      return "/metadata";
    }
  }

  record Batch() implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.BATCH;
    }
  }

  record Transaction() implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.TRANSACTION;
    }
  }

  /**
   * An operation of the system, of a type, or of a resource.
   *
   * @param name without the dollar sign
   * @param posted with Parameters in the body
   */
  record Operation(
      @Nullable String type, @Nullable String id, String name, Query query, boolean posted)
      implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.OPERATION;
    }

    @Override
    public String method() {
      return posted ? "POST" : "GET";
    }

    @Override
    public String path() {
      return Interaction.super.path() + "/$" + name;
    }
  }

  /** {@code GET ?_page={token}}: a further page, from a link that the gateway gave. */
  record Page(String token) implements Interaction {
    @Override
    public InteractionKind kind() {
      return InteractionKind.PAGE;
    }

    @Override
    public Query query() {
      return Query.of("_page", token);
    }
  }
}
