// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/** An organisation that stores records, with its host sheet. */
public record Host(String id, String name, HostKind kind, HostSheet sheet) {
  private static final Pattern ID = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Whether {@code id} can name a host: a DNS label in lower case. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * Reads {@code {name, kind, sheet}} as put today. Those who write back what they read may leave
   * {@code id} and the computed {@code assessment} in place.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static Host read(String id, Members members, LocalDate today) {
    if (members.optionalText("id", 63).filter(given -> !given.equals(id)).isPresent()) {
      throw members.invalid("id", "must be that of the address");
    }
    members.ignore("assessment");
    HostKind kind = members.oneOf("kind", List.of(HostKind.values()), HostKind::code);
    HostSheet sheet = HostSheet.read(members.object("sheet"));
    new HostRules(kind, today).check(sheet);
    Host host = new Host(id, members.text("name", 255), kind, sheet);
    members.end();
    return host;
  }

  /** Reads a host as it was stored. */
  public static Host stored(String id, String name, String kind, String sheet) {
    return new Host(id, name, HostKind.of(kind), HostSheet.read(Json.object(sheet)));
  }
}
