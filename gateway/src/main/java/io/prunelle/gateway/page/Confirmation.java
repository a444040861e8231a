// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

/** Whether a form is the second one: that of the page which asked whether it is meant. */
final class Confirmation {

  private Confirmation() {}

  static boolean isGiven(Visit visit) {
    return "yes".equals(visit.context().request().getFormAttribute("confirm"));
  }
}
