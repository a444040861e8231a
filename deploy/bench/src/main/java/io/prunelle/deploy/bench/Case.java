// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

/** What is asked for, of one patient. */
enum Case {
  SMALL("small read", "/Patient/%s"),
  BUNDLE("Bundle", "/Observation?patient=%s");

  final String title;
  private final String target;

  Case(String title, String target) {
    this.title = title;
    this.target = target;
  }

  String target(String patient) {
    return target.formatted(patient);
  }
}
