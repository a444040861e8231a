// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import java.util.regex.Pattern;

/** The words paths are made of. */
public final class Grammar {

  /** http://hl7.org/fhir/R4/datatypes.html#id; one of dots alone would be a dot segment. */
  private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9.-]{1,64}");

  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
  private static final Pattern OPERATION = Pattern.compile("\\$[a-z][A-Za-z0-9-]{0,63}");

  private Grammar() {}

  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  static boolean isType(String text) {
    return TYPE.matcher(text).matches();
  }

  static boolean isOperation(String text) {
    return OPERATION.matcher(text).matches();
  }
}
