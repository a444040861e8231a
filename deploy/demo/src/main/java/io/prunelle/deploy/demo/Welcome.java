// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.keycloak.User;
import java.util.List;
import java.util.stream.Collectors;

/** Where to click, and with which logins. */
record Welcome(Addresses addresses, String adminPassword, Layout layout) {

  String text(List<User> users) {
    return """

        Prunelle runs.

          Patients   %s
          Practice   %s/practice/cabinet-des-lilas
          FHIR       %s
          Hostings   %s/realms/master/consent/administration  (%s / %s)
          Keycloak   %s/admin  (the same)
          Details    %s
          Logs       %s

        Sign in with one of these names; everybody's password is %s.

        %s

        Ctrl-C or deploy/demo.sh stop ends it. The data stay for the next start.
        """
        .formatted(
            addresses.page(),
            addresses.gateway(),
            addresses.fhir(),
            addresses.keycloak(),
            Start.ADMIN,
            adminPassword,
            addresses.keycloak(),
            layout.demoJson(),
            layout.logs(),
            People.PASSWORD,
            users.stream().map(Welcome::line).collect(Collectors.joining("\n")));
  }

  private static String line(User user) {
    return "  %-22s %s".formatted(user.username(), situation(user));
  }

  private static String situation(User user) {
    if (user.role().equals("practitioner")) {
      return "practitioner, " + user.practice();
    }
    if (user.role().equals("auditor")) {
      return "auditor of accesses, " + user.practice();
    }
    if (user.role().equals("consent-officer")) {
      return "answers for the hostings of " + user.practice();
    }
    if (user.role().equals("practice-administrator")) {
      return "runs " + user.practice() + ", sees the records on their way";
    }
    if (user.role().equals("guardian")) {
      return "guardian of two patients who have refused";
    }
    return switch (user.decision()) {
          case "PERMIT" -> "patient, has permitted the cloud host";
          case "DENY" -> "patient, has refused";
          case "WITHDRAW" -> "patient, has withdrawn";
          default -> "patient, will be asked";
        }
        + (user.staffOf().isEmpty() ? "" : "; practitioner of " + user.staffOf());
  }
}
