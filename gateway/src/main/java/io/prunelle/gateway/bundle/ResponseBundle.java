// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.bundle;

import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.rest.HttpDate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: answers in the order of the entries they answer
 * (http://hl7.org/fhir/R4/http.html#transaction-response). Bodies are copied byte for byte.
 */
public final class ResponseBundle {

  private ResponseBundle() {}

  /**
   * One answer out of many.
   *
   * @param type {@code batch-response} or {@code transaction-response}
   */
  public static Answer of(String type, List<Answer> answers) {
    Buffer out = Buffer.buffer("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\"");
    for (int i = 0; i < answers.size(); i++) {
      out.appendString(i == 0 ? ",\"entry\":[" : ",");
      entry(answers.get(i), out);
    }
    return Answer.fhir(200, out.appendString(answers.isEmpty() ? "}" : "]}"));
  }

  private static void entry(Answer answer, Buffer out) {
    boolean refused = answer.status() >= 400;
    out.appendString("{");
    if (!refused && answer.body().length() > 0) {
      out.appendString("\"resource\":").appendBuffer(answer.body()).appendString(",");
    }
    String response = response(answer).encode();
    out.appendString("\"response\":");
    if (refused && answer.body().length() > 0) {
      out.appendString(response.substring(0, response.length() - 1))
          .appendString(",\"outcome\":")
          .appendBuffer(answer.body())
          .appendString("}");
    } else {
      out.appendString(response);
    }
    out.appendString("}");
  }

  private static JsonObject response(Answer answer) {
    JsonObject response = new JsonObject().put("status", Integer.toString(answer.status()));
    Map<String, String> headers = answer.headers();
    if (headers.containsKey("location")) {
      response.put("location", headers.get("location"));
    }
    if (headers.containsKey("etag")) {
      response.put("etag", headers.get("etag"));
    }
    instant(headers.get("last-modified")).ifPresent(at -> response.put("lastModified", at));
    return response;
  }

  /** What is no date is left out. */
  private static Optional<String> instant(@Nullable String date) {
    try {
      return Optional.ofNullable(date).map(HttpDate::parse).map(Instant::toString);
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
