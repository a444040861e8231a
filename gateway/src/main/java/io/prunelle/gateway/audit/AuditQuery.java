// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.prunelle.gateway.journal.Result;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Grammar;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Query.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A search for AuditEvents. What it does not know is refused: an auditor must not take what was not
 * looked for as what is not there.
 *
 * @param before id of the last one already seen; null from the start
 * @param count how many at most
 * @param parameters without where it goes on
 */
public record AuditQuery(
    Selection selection, @Nullable UUID before, int count, List<Parameter> parameters) {

  /** What may be searched by, with the types that FHIR gives parameters. */
  public static final Map<String, String> PARAMETERS =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "_id", "token",
                  "patient", "reference",
                  "date", "date",
                  "agent", "reference",
                  "agent-name", "string",
                  "site", "token",
                  "outcome", "token",
                  "purpose-of-event", "token",
                  "entity", "reference")));

  /** Whom somebody looks for, rather than whose record. */
  private static final Set<String> OF_CALLERS =
      Set.of("agent-name", "agent:identifier", "entity:identifier");

  /** Where the next page goes on. */
  static final String BEFORE = "_before";

  private static final String PATIENT = "Patient/";

  /** Of what events say without a system. */
  private static final String NONE = "";

  private static final int MOST = 200;
  private static final int USUAL = 50;

  /**
   * Reads it.
   *
   * @param base of the practice's records, with a slash at its end
   * @param issuer of the subjects that agents are identified by
   * @throws io.prunelle.gateway.refusal.Refused when there is something in it that is not known
   */
  static AuditQuery of(String practice, Query query, String base, String issuer) {
    Reading reading = new Reading(base, issuer);
    query.parameters().forEach(reading::take);
    return new AuditQuery(
        new Selection(
            practice,
            reading.id,
            reading.patient,
            reading.from,
            reading.to,
            reading.subject,
            reading.name,
            reading.host,
            reading.results == null ? Set.of() : reading.results,
            reading.purpose,
            reading.requestId,
            null),
        reading.before,
        reading.count,
        List.copyOf(reading.parameters));
  }

  /**
   * A search as an entry about a patient keeps it: the patient, who reads that, does not learn from
   * it whom somebody looks into.
   */
  public static Query withoutCallers(Query query) {
    return new Query(
        query.parameters().stream()
            .filter(parameter -> !OF_CALLERS.contains(parameter.name()))
            .toList());
  }

  /** Whose accesses are looked for; null when anybody's. */
  public @Nullable String patient() {
    return selection.patient();
  }

  private static final class Reading {
    private final String base;
    private final String issuer;
    private final List<Parameter> parameters = new ArrayList<>();
    private @Nullable UUID id;
    private @Nullable UUID before;
    private @Nullable String patient;
    private @Nullable Instant from;
    private @Nullable Instant to;
    private @Nullable String subject;
    private @Nullable String name;
    private @Nullable String host;
    private @Nullable Set<Result> results;
    private @Nullable String purpose;
    private @Nullable String requestId;
    private int count = USUAL;

    Reading(String base, String issuer) {
      this.base = base;
      this.issuer = issuer;
    }

    void take(Parameter parameter) {
      String value = parameter.value();
      if (value.isEmpty() || value.indexOf(',') >= 0) {
        throw unknown();
      }
      switch (parameter.name()) {
        case "patient", "patient:Patient" -> patient = once(patient, patient(value));
        case "_id" -> id = once(id, uuid(parameter));
        case BEFORE -> before = once(before, uuid(parameter));
        case "date" -> date(parameter);
        case "agent:identifier" -> subject = once(subject, token(value, issuer));
        case "agent-name" -> name = once(name, value);
        case "site" -> host = once(host, token(value, NONE));
        case "outcome" -> results = once(results, outcome(parameter));
        case "purpose-of-event" -> purpose = once(purpose, token(value, Codes.REASON));
        case "entity:identifier" -> requestId = once(requestId, token(value, NONE));
        case "_count" -> count = count(parameter);
        case "_sort" -> newestFirst(parameter);
        default -> throw unknown();
      }
      if (!parameter.name().equals(BEFORE)) {
        parameters.add(parameter);
      }
    }

    private static <T> T once(@Nullable T already, T value) {
      if (already != null && !already.equals(value)) {
        throw unknown();
      }
      return value;
    }

    /** An id, or a reference to a patient here. */
    private String patient(String value) {
      String here = value.startsWith(base) ? value.substring(base.length()) : value;
      String id = here.startsWith(PATIENT) ? here.substring(PATIENT.length()) : value;
      if (!Grammar.isId(id)) {
        throw unknown();
      }
      return id;
    }

    /**
     * Without its system.
     *
     * @param system that events say, which it has where it has any
     */
    private static String token(String value, String system) {
      int bar = value.indexOf('|');
      String code = value.substring(bar + 1);
      if (code.isEmpty() || (bar >= 0 && !value.substring(0, bar).equals(system))) {
        throw unknown();
      }
      return code;
    }

    private static UUID uuid(Parameter parameter) {
      try {
        return UUID.fromString(parameter.value());
      } catch (IllegalArgumentException malformed) {
        throw unknown();
      }
    }

    private void date(Parameter parameter) {
      String value = Query.zoned(parameter.value());
      boolean prefixed = value.length() > 2 && Character.isLetter(value.charAt(0));
      Optional<Period> parsed = Period.parse(prefixed ? value.substring(2) : value);
      Period period = parsed.orElseThrow(() -> unknown());
      switch (prefixed ? value.substring(0, 2) : "eq") {
        case "eq" -> {
          from = later(from, period.from());
          to = earlier(to, period.to());
        }
        case "ge" -> from = later(from, period.from());
        case "gt", "sa" -> from = later(from, period.to());
        case "le" -> to = earlier(to, period.to());
        case "lt", "eb" -> to = earlier(to, period.from());
        default -> throw unknown();
      }
    }

    private static Instant later(@Nullable Instant one, Instant other) {
      return one == null || one.isBefore(other) ? other : one;
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
      return one == null || one.isAfter(other) ? other : one;
    }

    /** As events say it. */
    private static Set<Result> outcome(Parameter parameter) {
      return switch (token(parameter.value(), Codes.OUTCOME)) {
        case "0" -> Set.of(Result.DONE);
        case "4" -> Set.of(Result.FAILED_BY_CALLER);
        case "8" -> Set.of(Result.REFUSED, Result.FAILED);
        default -> throw unknown();
      };
    }

    private static int count(Parameter parameter) {
      try {
        int count = Integer.parseInt(parameter.value());
        if (count > 0) {
          return Math.min(count, MOST);
        }
      } catch (NumberFormatException malformed) {
        // told below
      }
      throw unknown();
    }

    private static void newestFirst(Parameter parameter) {
      if (!parameter.value().equals("-date")) {
        throw unknown();
      }
    }

    private static Refused unknown() {
      return new Refusal.BadExchange(
              400,
              "audit-parameter",
              "AuditEvents are searched by patient, date, agent:identifier, agent-name, site, outcome"
                  + " (0, 4 or 8), purpose-of-event and entity:identifier, one value each, with the"
                  + " systems that events have or none; patient is an id, or a reference to a patient"
                  + " here; _sort is -date.")
          .refused();
    }
  }
}
