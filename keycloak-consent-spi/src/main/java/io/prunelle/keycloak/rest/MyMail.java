// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.mail.UnusualMail;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.UserModel;

/** The patient's {@code me/mail}: whether unusual accesses to the record are told by mail. */
final class MyMail {
  private static final int LONGEST = 1024;

  private final PatientCall call;

  MyMail(PatientCall call) {
    this.call = call;
  }

  /** How it stands. */
  enum State {
    ON,
    OFF,
    UNVERIFIED,
    UNAVAILABLE
  }

  /** Of the caller as a patient; a guardian chooses for no ward. */
  Response get() {
    return call.reply(caller -> answer(caller.user(), patient(caller)));
  }

  /** Switches it. Off at any time; on where mail would arrive. */
  Response put(@Nullable InputStream body) {
    return call.deciding(
        caller -> {
          call.count(caller);
          Members members = call.incoming().body(body, LONGEST);
          boolean wanted = members.truth("wanted");
          members.end();
          String patient = patient(caller);
          State before = state(caller.user(), patient);
          if (wanted && (before == State.UNVERIFIED || before == State.UNAVAILABLE)) {
            throw new Problem(
                ProblemType.STATE_CONFLICT,
                before == State.UNAVAILABLE
                    ? "the realm sends no mail"
                    : "the user has no verified address");
          }
          call.consent()
              .wantMail(
                  call.realm().getId(),
                  patient,
                  caller.user().getId(),
                  wanted ? PatientCall.now() : null);
          return answer(caller.user(), patient);
        });
  }

  private static String patient(Caller caller) {
    return caller.about(null).patient().id();
  }

  private Response answer(UserModel user, String patient) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("state", state(user, patient).name());
    view.put("address", user.getEmail());
    return Replies.json(view);
  }

  /** How it stands for a user who is that patient. */
  State state(UserModel user, String patient) {
    if (!new UnusualMail(call.session(), call.realm()).isAvailable()) {
      return State.UNAVAILABLE;
    } else if (!UnusualMail.reaches(user)) {
      return State.UNVERIFIED;
    }
    return call.consent().isMailWanted(call.realm().getId(), patient, user.getId())
        ? State.ON
        : State.OFF;
  }
}
