// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

/** The demo cannot do what it is asked, and one line says why. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  Refusal(String line) {
    super(line);
  }
}
