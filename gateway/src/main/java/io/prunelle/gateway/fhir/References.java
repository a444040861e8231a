// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Literal references (http://hl7.org/fhir/R4/references.html#literal), read strictly. */
final class References {

  private static final String PATIENT = "Patient/";
  private static final int LONGEST = 64;
  private static final String VERSION = "/_history/";

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
    return relative(reference, 0);
  }

  private static Optional<Target> relative(String reference, int from) {
    if (!isRelative(reference, from)) {
      return Optional.empty();
    }
    int slash = reference.indexOf('/', from);
    return Optional.of(new Target(reference.substring(from, slash), id(reference, slash + 1)));
  }

  /** The same, taking references below a base URL for relative ones. */
  static Optional<Target> below(String base, String reference) {
    return relative(reference, below(reference, base.length(), base));
  }

  /** Where the relative part begins: behind the base URL, if it is below that. */
  private static int below(String reference, int length, String base) {
    return reference.length() > length
            && reference.charAt(length) == '/'
            && reference.startsWith(base)
        ? length + 1
        : 0;
  }

  /** Whether it is {@link #below} at all, to a patient or not. */
  static boolean leads(String base, String reference) {
    return isRelative(reference, below(reference, base.length(), base));
  }

  /** The patient that it is to; null when it is to something else. */
  static @Nullable String patient(String base, String reference) {
    int from = below(reference, base.length(), base);
    return reference.startsWith(PATIENT, from) && isRelative(reference, from)
        ? id(reference, from + PATIENT.length())
        : null;
  }

  private static String id(String reference, int from) {
    int end = reference.indexOf('/', from);
    return reference.substring(from, end < 0 ? reference.length() : end);
  }

  /**
   * {@code Type/id} or {@code Type/id/_history/version}: a type of up to 64 letters that begins
   * with a capital, ids of up to 64 letters, digits, dots and hyphens. One of dots alone would be a
   * dot segment.
   */
  private static boolean isRelative(String reference, int from) {
    int slash = from;
    while (slash < reference.length() && isLetter(reference.charAt(slash))) {
      slash++;
    }
    if (slash - from < 2
        || slash - from > LONGEST
        || reference.charAt(from) > 'Z'
        || slash == reference.length()
        || reference.charAt(slash) != '/') {
      return false;
    }
    int end = endOfId(reference, slash + 1);
    if (end < 0 || isDots(reference, slash + 1, end)) {
      return false;
    }
    return end == reference.length()
        || (reference.startsWith(VERSION, end)
            && endOfId(reference, end + VERSION.length()) == reference.length());
  }

  /** Negative when there is none, or it is too long. */
  private static int endOfId(String reference, int from) {
    int end = from;
    while (end < reference.length() && isOfId(reference.charAt(end))) {
      end++;
    }
    return end == from || end - from > LONGEST ? -1 : end;
  }

  private static boolean isDots(String reference, int from, int to) {
    for (int at = from; at < to; at++) {
      if (reference.charAt(at) != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isOfId(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
}
