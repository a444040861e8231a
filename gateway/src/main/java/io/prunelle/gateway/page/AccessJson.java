// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import io.vertx.core.json.JsonObject;

/** A JSON array of objects. */
final class AccessJson implements AccessFormat {

  private final AccessFields fields;

  AccessJson(AccessFields fields) {
    this.fields = fields;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public String ending() {
    return "json";
  }

  @Override
  public String beginning() {
    return "[";
  }

  @Override
  public String line(Line line, boolean first) {
    JsonObject object = new JsonObject();
    fields
        .of(line)
        .forEach(
            (name, value) -> {
              if (value != null) {
                object.put(name, value);
              }
            });
    return (first ? "\n" : ",\n") + object.encode();
  }

  @Override
  public String end() {
    return "\n]\n";
  }
}
