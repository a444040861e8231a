// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.History.Person;
import io.prunelle.gateway.journal.Kind;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a patient looks for among the accesses to the record. What cannot be understood is told
 * rather than left out: what was not looked for must not be taken for what is not there.
 */
final class AccessForm {

  /** The reader, as a person to look for. */
  private static final String ME = "me";

  /** In the order of the form; what else a request has is not looked at. */
  private static final List<String> FIELDS = List.of("person", "kind", "from", "to");

  private static final String DAY = "(19[7-9]|[2-9][0-9]{2})[0-9](-[0-9]{2}){2}";

  private final Map<String, String> given = new LinkedHashMap<>();
  private final Set<String> wrong = new TreeSet<>();
  private final @Nullable Instant from;
  private final @Nullable Instant to;
  private final @Nullable Kind kind;
  private final @Nullable String subject;

  private AccessForm(MultiMap parameters, @Nullable Map<String, String> people) {
    for (String field : FIELDS) {
      List<String> values = parameters.getAll(field);
      String value = values.isEmpty() ? "" : values.get(0).strip();
      if (values.size() > 1) {
        wrong.add(field);
      }
      if (!value.isEmpty() && value.length() <= 100) {
        given.put(field, value);
      } else if (!value.isEmpty()) {
        wrong.add(field);
      }
    }
    from = moment("from", 0);
    to = moment("to", 1);
    if (from != null && to != null && !from.isBefore(to)) {
      wrong.add("to");
    }
    kind = kind();
    subject = people == null ? null : subject(people);
  }

  /**
   * Reads it.
   *
   * @param reader subject of who reads
   * @param people who can be chosen
   */
  static AccessForm of(MultiMap parameters, String patient, String reader, List<Person> people) {
    Map<String, String> subjects = new LinkedHashMap<>();
    people.forEach(person -> subjects.put(key(patient, person.subject()), person.subject()));
    subjects.put(ME, reader);
    return new AccessForm(parameters, subjects);
  }

  /** The fields that a request has, as a URL has them: empty, or beginning with {@code ?}. */
  static String query(MultiMap parameters) {
    return new AccessForm(parameters, null).query();
  }

  /** Whether a person is looked for. */
  static boolean namesPerson(MultiMap parameters) {
    return parameters.contains("person");
  }

  /**
   * What a person is called on this patient's page: patients learn who it was, not by which number
   * the realm knows them.
   */
  static String key(String patient, String subject) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((patient + "\n" + subject).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, 12));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  String query() {
    return given.isEmpty()
        ? ""
        : given.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }

  Map<String, String> given() {
    return given;
  }

  /** Fields that were not understood. */
  Set<String> wrong() {
    return wrong;
  }

  /** What is to be looked for; not to be used when something is {@link #wrong}. */
  Selection selection(Visit visit) {
    return Selection.ofPatient(visit.patient(), from, to, subject, kind);
  }

  private @Nullable String subject(Map<String, String> people) {
    String person = given.get("person");
    if (person != null && !people.containsKey(person)) {
      wrong.add("person");
    }
    return person == null ? null : people.get(person);
  }

  private @Nullable Kind kind() {
    String value = given.get("kind");
    for (Kind one : Kind.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(value)) {
        return one;
      }
    }
    if (value != null) {
      wrong.add("kind");
    }
    return null;
  }

  private @Nullable Instant moment(String field, int daysAfter) {
    String day = given.get(field);
    if (day == null) {
      return null;
    }
    try {
      if (day.matches(DAY)) {
        return LocalDate.parse(day).plusDays(daysAfter).atStartOfDay(Views.ZONE).toInstant();
      }
    } catch (DateTimeException noSuchDay) {
      // told like what is no day at all
    }
    wrong.add(field);
    return null;
  }
}
