// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of doctor in words, for the patient.
 *
 * @param lines how it stands
 * @param ground why the practice keeps a copy, in its words; null when it keeps none
 * @param then what comes after that; null as well then, and where nothing is erased
 * @param progress null while it is not known how much there is
 * @param withdrawable whether it can be taken back
 * @param takeable whether the reader is to take the record while they can
 * @param erasable whether they can order it to be erased
 * @param certificate where the certificate of erasure is; null while there is none
 */
record HandoverCard(
    String id,
    String practice,
    String title,
    List<String> lines,
    @Nullable String ground,
    @Nullable String then,
    Move.@Nullable Progress progress,
    @Nullable String amount,
    boolean withdrawable,
    boolean takeable,
    boolean erasable,
    @Nullable String certificate) {

  /** What the patient can order; the way out last. */
  List<Order> orders() {
    return Stream.of(
            erasable ? new Order(DoctorWish.What.ERASE, "doctor.erase", false) : null,
            withdrawable ? new Order(DoctorWish.What.WITHDRAW, "doctor.withdraw", true) : null)
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * A button.
   *
   * @param key of its words
   * @param quiet whether it is not what is to be done next
   */
  record Order(DoctorWish.What what, String key, boolean quiet) {}
}
