// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import java.util.Locale;

/** Why an access is unusual. */
public enum Rule {
  /** Somebody opened the record who had not within the window. */
  NEW_PRACTITIONER,
  /** An emergency was stated. */
  EMERGENCY,
  /** The record was opened through a practice through which nobody had within the window. */
  NEW_PRACTICE;

  /** As the database has it. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Rule of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
