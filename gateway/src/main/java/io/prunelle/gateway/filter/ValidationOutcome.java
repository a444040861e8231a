// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a host says of a resource that it was to validate. About the resource as it stands anything
 * may be said to who sent it. What is at the end of a reference they may not know: an issue that is
 * about that, or names a resource, is left out, as if the host had not looked.
 */
final class ValidationOutcome {

  private static final Set<String> SEVERITIES = Set.of("fatal", "error", "warning", "information");
  private static final Pattern CODE = Pattern.compile("[a-z-]{1,40}");
  private static final Pattern EXPRESSION = Pattern.compile("[A-Z][\\w.\\[\\]()':-]{0,300}");
  private static final Pattern NAMED = Pattern.compile("([A-Z][A-Za-z]{1,63})[/?]");
  private static final int LONGEST_TEXT = 2_000;

  private final FhirBodies bodies;
  private final Set<String> references;
  private final byte[] outcome;

  /**
   * @param submitted Parameters with the resource
   * @throws IOException when it cannot be read
   */
  ValidationOutcome(FhirBodies bodies, byte[] submitted, byte[] outcome) throws IOException {
    this.bodies = bodies;
    this.outcome = outcome;
    this.references =
        bodies.parse(submitted).references().stream()
            .map(Reference::path)
            .map(path -> path.replaceFirst("^parameter\\.resource\\.", ""))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** An OperationOutcome written anew; throws when there is none. */
  Buffer released() throws IOException {
    bodies.parse(outcome);
    JsonArray issues = new JsonArray();
    for (JsonObject issue : objects(received(), "issue")) {
      if (isAboutTheResource(issue)) {
        issues.add(written(issue));
      }
    }
    if (issues.isEmpty()) {
      issues.add(
          new JsonObject()
              .put("severity", "information")
              .put("code", "informational")
              .put("diagnostics", "Nothing was found in the resource itself."));
    }
    return new JsonObject().put("resourceType", "OperationOutcome").put("issue", issues).toBuffer();
  }

  /** http://hl7.org/fhir/R4/operations.html#response: alone, or as the parameter "return". */
  private JsonObject received() throws IOException {
    JsonObject answer = Buffer.buffer(outcome).toJsonObject();
    if (!"OperationOutcome".equals(answer.getString("resourceType"))) {
      answer =
          objects(answer, "parameter").stream()
              .filter(parameter -> "return".equals(parameter.getString("name")))
              .map(parameter -> parameter.getJsonObject("resource", new JsonObject()))
              .findFirst()
              .orElseGet(JsonObject::new);
    }
    if (!"OperationOutcome".equals(answer.getString("resourceType"))) {
      throw new IOException("no outcome");
    }
    return answer;
  }

  private boolean isAboutTheResource(JsonObject issue) {
    boolean named =
        NAMED
            .matcher(text(issue))
            .results()
            .map((MatchResult match) -> match.group(1))
            .anyMatch(bodies::isOwned);
    return !named
        && SEVERITIES.contains(issue.getString("severity", ""))
        && CODE.matcher(issue.getString("code", "")).matches()
        && places(issue).stream().noneMatch(this::isReference);
  }

  private static JsonObject written(JsonObject issue) {
    JsonObject written =
        new JsonObject()
            .put("severity", issue.getString("severity"))
            .put("code", issue.getString("code"));
    String text = text(issue);
    if (!text.isBlank()) {
      written.put("diagnostics", text);
    }
    List<String> places =
        places(issue).stream().filter(place -> EXPRESSION.matcher(place).matches()).toList();
    if (!places.isEmpty()) {
      written.put("expression", new JsonArray(places));
    }
    return written;
  }

  private static String text(JsonObject issue) {
    String details = issue.getJsonObject("details", new JsonObject()).getString("text", "");
    String text = Objects.requireNonNullElse(issue.getString("diagnostics"), details);
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /** {@code location} is what {@code expression} was before R4. */
  private static List<String> places(JsonObject issue) {
    JsonArray expressions = issue.getJsonArray("expression");
    return (expressions == null ? issue.getJsonArray("location", new JsonArray()) : expressions)
        .stream().map(String::valueOf).toList();
  }

  private static List<JsonObject> objects(JsonObject parent, String name) {
    return parent.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }

  /** Whether a place is, or is in, a reference: without type, indices and choices of type. */
  private boolean isReference(String place) {
    String path =
        place
            .replaceFirst("^(Parameters\\.parameter(\\[\\d+\\])?\\.resource|[A-Z]\\w*)\\.?", "")
            .replaceAll("\\.ofType\\(([A-Z]\\w*)\\)", "$1")
            .replaceAll("\\[[^\\]]*\\]", "");
    return references.stream()
        .anyMatch(reference -> path.equals(reference) || path.startsWith(reference + "."));
  }
}
