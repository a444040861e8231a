// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.keycloak.Hostings;
import io.prunelle.deploy.demo.keycloak.User;
import io.prunelle.deploy.demo.keycloak.Users;
import io.prunelle.deploy.demo.records.PatientRecord;
import io.prunelle.deploy.demo.records.RecordSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who can sign in: one patient per record, one of whom works at another practice, the guardian of
 * two of them, and the staff of two practices.
 */
record People(List<User> patients, List<User> guardians, List<User> staff) {

  /** Of every demo user: they protect invented records on a loopback address. */
  static final String PASSWORD = "prunelle";

  private static final String OTHER_PRACTICE = "cabinet-des-tilleuls";

  // Those with the smallest records, for theirs are carried to the cloud host at the first start.
  private static final int PERMITTING = 3;
  private static final int DENYING = 2;

  /** The patients of these records, with the answers they have given before anybody signs in. */
  static People of(RecordSet records) {
    List<User> patients = new ArrayList<>();
    for (PatientRecord record : records.patients()) {
      patients.add(
          User.patient(
                  record.username(),
                  PASSWORD,
                  record.given(),
                  record.family(),
                  Hostings.PRACTICE,
                  record.id())
              .having(answer(patients.size())));
    }
    // have refused, so nothing is left to be asked when the guardian signs in
    for (int ward = PERMITTING; ward < PERMITTING + DENYING; ward++) {
      patients.set(ward, patients.get(ward).underProtection());
    }
    int last = patients.size() - 1;
    patients.set(last, patients.get(last).workingAt(OTHER_PRACTICE));
    return new People(
        List.copyOf(patients),
        List.of(
            patients
                .get(PERMITTING)
                .guardian("odile.garnier", "Odile", "Garnier", patients.get(PERMITTING + 1))),
        Users.staff(PASSWORD));
  }

  /** The same people after these decisions, by patient id. */
  People having(Map<String, String> decisions) {
    return new People(
        patients.stream()
            .map(patient -> patient.having(decisions.getOrDefault(patient.patientId(), "")))
            .toList(),
        guardians,
        staff);
  }

  /** Everybody, patients first. */
  List<User> all() {
    List<User> all = new ArrayList<>(patients);
    all.addAll(guardians);
    all.addAll(staff);
    return all;
  }

  /** The patients who have given that answer. */
  List<User> having(String decision) {
    return patients.stream().filter(patient -> patient.decision().equals(decision)).toList();
  }

  private static String answer(int index) {
    if (index < PERMITTING) {
      return "PERMIT";
    }
    return index < PERMITTING + DENYING ? "DENY" : "";
  }
}
