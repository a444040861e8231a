// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.List;
import java.util.Optional;

/** A Coding. */
record Code(Optional<String> system, Optional<String> code, Optional<String> display) {

  static Code read(Part part) {
    Code read = new Code(part.text("system"), part.text("code"), part.text("display"));
    part.aside("version", "userSelected");
    part.end();
    return read;
  }

  /** The codings of a CodeableConcept, which all say the same. */
  static List<Code> all(Part concept) {
    List<Code> codes = concept.parts("coding").stream().map(Code::read).toList();
    concept.aside("text");
    concept.end();
    return codes;
  }

  boolean is(String wantedSystem, String wantedCode) {
    return in(wantedSystem).filter(wantedCode::equals).isPresent();
  }

  /** The code, if it is one of a system. */
  Optional<String> in(String wantedSystem) {
    return system.filter(wantedSystem::equals).flatMap(known -> code);
  }
}
