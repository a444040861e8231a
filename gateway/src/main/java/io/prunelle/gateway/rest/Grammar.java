// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

/** The words paths are made of. Looked at letter by letter: every request has some. */
public final class Grammar {

  private static final int LONGEST = 64;

  private Grammar() {}

  /** http://hl7.org/fhir/R4/datatypes.html#id; one of dots alone would be a dot segment. */
  public static boolean isId(String text) {
    boolean dots = true;
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (!isLetter(at) && !isDigit(at) && at != '.' && at != '-') {
        return false;
      }
      dots &= at == '.';
    }
    return !dots && text.length() <= LONGEST;
  }

  static boolean isType(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isLetter(text.charAt(i))) {
        return false;
      }
    }
    return text.length() > 1 && text.length() <= LONGEST && text.charAt(0) <= 'Z';
  }

  static boolean isOperation(String text) {
    if (text.length() < 2
        || text.length() > LONGEST + 1
        || text.charAt(0) != '$'
        || text.charAt(1) < 'a') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char at = text.charAt(i);
      if (!isLetter(at) && (i == 1 || (!isDigit(at) && at != '-'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char at) {
    return (at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z');
  }

  private static boolean isDigit(char at) {
    return at >= '0' && at <= '9';
  }
}
