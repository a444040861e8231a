// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
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
   * Reads {@code {name, kind, sheet}}.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static Host read(String id, Members members) {
    HostKind kind = members.oneOf("kind", List.of(HostKind.values()), HostKind::code);
    Members sheetMembers = members.object("sheet");
    HostSheet sheet = HostSheet.read(sheetMembers);
    if (kind == HostKind.CLOUD && sheet.certificate() == null) {
      throw sheetMembers.invalid("certificate", "is required of a cloud host (L.1111-8 CSP)");
    }
    Host host = new Host(id, members.text("name", 255), kind, sheet);
    members.end();
    return host;
  }

  /** Reads a host as it was stored. */
  public static Host stored(String id, String name, String kind, String sheet) {
    return new Host(id, name, HostKind.of(kind), HostSheet.read(Json.object(sheet)));
  }
}
