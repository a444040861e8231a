// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.view.DoctorWish;
import io.prunelle.gateway.page.view.DoctorWish.What;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What somebody wants of a practice that they leave, as forms send it and as it is kept. */
final class DoctorForm {

  private static final String ID = "[A-Za-z0-9._-]{1,100}";

  private DoctorForm() {}

  /**
   * Reads a form.
   *
   * @return empty for what no form of ours sends
   */
  static Optional<DoctorWish> of(UnaryOperator<@Nullable String> fields) {
    String what = String.valueOf(fields.apply("what"));
    String practice = String.valueOf(fields.apply("practice"));
    String into = fields.apply("into");
    if (!what.matches("ASK|WITHDRAW|ERASE|RETURN")
        || !practice.matches(ID)
        || (into != null && !into.matches(ID))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DoctorWish(
              What.valueOf(what),
              practice,
              into,
              id(fields.apply("handover")),
              id(fields.apply("seen"))));
    } catch (IllegalArgumentException nonsense) {
      return Optional.empty();
    }
  }

  private static @Nullable UUID id(@Nullable String text) {
    return text == null || text.isEmpty() ? null : UUID.fromString(text);
  }

  /**
   * To be kept.
   *
   * @param patient FHIR id of whom it is for
   */
  static String encode(String patient, DoctorWish wish) {
    return new JsonObject()
        .put("patient", patient)
        .put("what", wish.what().name())
        .put("practice", wish.practice())
        .put("into", wish.into())
        .put("handover", text(wish.handover()))
        .put("seen", text(wish.seen()))
        .encode();
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }

  /** FHIR id of whom what was kept is for; empty for what is none of these. */
  static Optional<String> patient(String text) {
    try {
      return Optional.ofNullable(new JsonObject(text).getString("patient"));
    } catch (DecodeException | ClassCastException foreign) {
      return Optional.empty();
    }
  }

  /** What was kept, if it is for that patient. */
  static Optional<DoctorWish> decode(String patient, String text) {
    try {
      JsonObject json = new JsonObject(text);
      return patient.equals(json.getValue("patient")) ? of(json::getString) : Optional.empty();
    } catch (DecodeException | ClassCastException foreign) {
      return Optional.empty();
    }
  }
}
