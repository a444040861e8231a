// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Literal references (http://hl7.org/fhir/R4/references.html#literal), read strictly. */
final class References {

  private static final Pattern RELATIVE =
      Pattern.compile(
          "([A-Z][A-Za-z]{1,63})/((?!\\.+(/|$))[A-Za-z0-9.-]{1,64})(/_history/[A-Za-z0-9.-]{1,64})?");

  private References() {}

  /** A reference as {@code Type/id}. */
  record Target(String type, String id) {
    boolean isPatient() {
      return type.equals("Patient");
    }

    /** {@code Type/id}, of whichever version. */
    String key() {
      return type + "/" + id;
    }
  }

  /** Empty for anything but {@code Type/id}, with or without a version. */
  static Optional<Target> relative(String reference) {
    Matcher matcher = RELATIVE.matcher(reference);
    return matcher.matches()
        ? Optional.of(new Target(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The same, taking references below a base URL for relative ones. */
  static Optional<Target> below(String base, String reference) {
    return relative(
        reference.startsWith(base + "/") ? reference.substring(base.length() + 1) : reference);
  }
}
