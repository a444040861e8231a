// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Which version is the later one, where a host counts them; FHIR does not ask that of it. */
final class VersionNumbers {

  private static final Pattern COUNTED = Pattern.compile("[0-9]{1,40}");

  private VersionNumbers() {}

  /** As {@link Comparable#compareTo} has it; empty unless both are numbers. */
  static OptionalInt compare(String one, String other) {
    return COUNTED.matcher(one).matches() && COUNTED.matcher(other).matches()
        ? OptionalInt.of(new BigInteger(one).compareTo(new BigInteger(other)))
        : OptionalInt.empty();
  }
}
