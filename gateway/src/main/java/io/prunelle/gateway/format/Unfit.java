// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

/** Why something is no resource of R4 that could be written in another format. */
final class Unfit extends Exception {
  private static final long serialVersionUID = 1L;

  /** Longer names are no element's. */
  private static final int LONGEST_NAME = 64;

  Unfit(String message) {
    super(message, null, false, false);
  }

  static Unfit unknown(String name, String parent) {
    return new Unfit("There is no element \"" + shown(name) + "\" in " + parent + ".");
  }

  static Unfit twice(String name, String parent) {
    return new Unfit("\"" + shown(name) + "\" can stand in " + parent + " only once.");
  }

  static Unfit type(String name, String parent) {
    return new Unfit("The value of \"" + shown(name) + "\" in " + parent + " is of a wrong type.");
  }

  /** What was sent, fit to be repeated to who sent it. */
  static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.:-]", "?");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
  }
}
