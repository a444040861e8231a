// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Entry;
import org.jspecify.annotations.Nullable;

/** Says in plain words why something was asked for, and why it was refused. */
final class AccessReasons {

  private final Messages t;

  AccessReasons(Messages t) {
    this.t = t;
  }

  /** As whoever asked stated it; null for an emergency, which is told apart, and for nothing. */
  @Nullable String stated(Entry entry) {
    Entry.Purpose purpose = entry.purpose();
    if (purpose == null || purpose.code().equals("BTG")) {
      return null;
    }
    String key = "why." + purpose.code();
    String words = purpose.statedReason();
    if (!t.has(key)) {
      return words == null ? null : t.text("access.emergency.reason", words);
    }
    return words == null ? t.text(key) : t.text("access.why.both", t.text(key), words);
  }

  /** Null for what was let pass. */
  @Nullable String refusal(Entry entry) {
    return entry.permitted() ? null : t.text("refusal." + RefusalKind.of(entry.reason()));
  }
}
