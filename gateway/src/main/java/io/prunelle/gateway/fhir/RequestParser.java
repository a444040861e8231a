// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.fhir.Interaction.Everything;
import io.prunelle.gateway.fhir.Interaction.Page;
import io.prunelle.gateway.fhir.Interaction.Read;
import io.prunelle.gateway.fhir.Interaction.Search;
import io.prunelle.gateway.fhir.Query.Parameter;
import io.prunelle.gateway.fhir.References.Target;
import io.prunelle.gateway.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Path and query of a GET into an interaction. Default deny: what matches nothing is refused. */
final class RequestParser {

  /** No percent sign, so nothing to decode twice; a practice is a settings identifier. */
  private static final Pattern PATH =
      Pattern.compile("/fhir/(?<practice>[a-z0-9][a-z0-9-]{0,62})(?<rest>/.*)?");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9.$_-]{1,64}");
  private static final Set<String> JSON =
      Set.of("json", "application/json", "application/fhir+json", "application/fhir json");

  private final String publicUrl;

  /**
   * @param publicUrl what own references in queries may begin with
   */
  RequestParser(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** Practice and path segments below it. */
  record Located(String practice, List<String> segments) {}

  Located locate(@Nullable String path) {
    Matcher matcher = PATH.matcher(path == null ? "" : path);
    if (!matcher.matches()) {
      throw new Refusal.NotFound("path-unknown").refused();
    }
    String rest = matcher.group("rest");
    List<String> segments = new ArrayList<>();
    if (rest != null) {
      // Some clients escape the dollar sign of an operation; nothing else needs an escape
      for (String segment : rest.substring(1).replace("%24", "$").split("/", -1)) {
        if (!SEGMENT.matcher(segment).matches() || segment.matches("\\.+")) {
          throw new Refusal.BadExchange(
                  400, "path-malformed", "The path is not one of FHIR's RESTful URLs.")
              .refused();
        }
        segments.add(segment);
      }
    }
    return new Located(matcher.group("practice"), segments);
  }

  Interaction get(Located located, @Nullable String query) {
    List<Parameter> parameters = withoutFormat(QueryParser.parse(query));
    String practice = located.practice();
    List<String> segments = located.segments();
    if (segments.isEmpty()) {
      return page(practice, parameters);
    }
    String type = segments.get(0);
    boolean onPatient =
        segments.size() >= 2 && type.equals("Patient") && References.isId(segments.get(1));
    if (onPatient && segments.size() == 2 && parameters.isEmpty()) {
      return new Read(practice, segments.get(1));
    } else if (onPatient && segments.size() == 3 && segments.get(2).equals("$everything")) {
      requireAll(parameters, SearchParameters::inEverything);
      return new Everything(practice, segments.get(1), new Query(List.copyOf(parameters)));
    } else if (segments.size() == 1) {
      return search(practice, type, parameters);
    }
    throw notSupported();
  }

  private static Page page(String practice, List<Parameter> parameters) {
    if (parameters.size() == 1 && parameters.get(0).name().equals("_page")) {
      return new Page(practice, parameters.get(0).value());
    }
    throw notSupported();
  }

  private Search search(String practice, String type, List<Parameter> parameters) {
    Subject subject = Compartment.subject(type).orElseThrow(RequestParser::notSupported);
    List<Parameter> naming = new ArrayList<>();
    List<Parameter> further = new ArrayList<>();
    for (Parameter parameter : parameters) {
      (subject.parameters().contains(parameter.name()) ? naming : further).add(parameter);
    }
    // One parameter, one value: a list, or a second parameter, could name somebody else
    if (naming.size() != 1) {
      throw notSupported();
    }
    requireAll(further, SearchParameters::inSearch);
    String patient = patient(practice, naming.get(0));
    List<Parameter> forwarded = new ArrayList<>();
    forwarded.add(new Parameter(naming.get(0).name(), "Patient/" + patient));
    forwarded.addAll(further);
    return new Search(practice, patient, type, new Query(List.copyOf(forwarded)));
  }

  private String patient(String practice, Parameter parameter) {
    // A bare id is only unambiguous where the parameter can refer to nothing but a patient
    if (parameter.name().equals("patient") && References.isId(parameter.value())) {
      return parameter.value();
    }
    return References.below(publicUrl + "/fhir/" + practice, parameter.value())
        .filter(Target::isPatient)
        .filter(target -> !parameter.value().contains("/_history/"))
        .map(Target::id)
        .orElseThrow(RequestParser::notSupported);
  }

  private static List<Parameter> withoutFormat(List<Parameter> parameters) {
    List<Parameter> others = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (!parameter.name().equals("_format")) {
        others.add(parameter);
      } else if (!JSON.contains(parameter.value())) {
        throw new Refusal.BadExchange(406, "format-not-json", "Only JSON is offered.").refused();
      }
    }
    return others;
  }

  private static void requireAll(List<Parameter> parameters, Predicate<Parameter> allowed) {
    if (!parameters.stream().allMatch(allowed)) {
      throw notSupported();
    }
  }

  static RuntimeException notSupported() {
    return new Refusal.NotSupported(
            "interaction-not-supported",
            "This interaction, or one of its parameters, is not offered here.")
        .refused();
  }
}
