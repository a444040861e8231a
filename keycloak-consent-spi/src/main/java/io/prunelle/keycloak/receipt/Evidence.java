// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Reason;
import io.prunelle.keycloak.ledger.TextDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt is made from. The realm's signature says that the realm vouches for it, so what
 * can be checked is checked first.
 *
 * @param text the text of the notice that was shown
 * @param reason the words of an objection or of the answer to one; null when there are none, or
 *     none any more
 */
record Evidence(
    Entry entry,
    Notice notice,
    NoticeText text,
    @Nullable String reason,
    Controller controller,
    Circumstances circumstances) {

  /**
   * @param notices the versions of the hosting's notice
   * @throws Unprovable when the entry is not what was hashed, or notice or reason not what it names
   */
  static Evidence of(
      Entry entry,
      List<Notice> notices,
      @Nullable String reason,
      Controller controller,
      Circumstances circumstances) {
    if (!entry.intact()) {
      throw new Unprovable("the ledger entry does not have the hash of its content");
    }
    Notice notice =
        notices.stream()
            .filter(version -> version.version() == entry.statement().notice())
            .findFirst()
            .orElseThrow(() -> new Unprovable("the notice that was decided on is missing"));
    NoticeText text = notice.texts().get(entry.statement().language());
    if (text == null || !notice.digest(text).equals(entry.statement().textDigest())) {
      throw new Unprovable("the notice is not the text that was decided on");
    }
    Reason named = entry.statement().reason();
    if (reason != null && (named == null || !TextDigest.ofReason(reason).equals(named.digest()))) {
      throw new Unprovable("the reason is not the one that was given");
    }
    return new Evidence(entry, notice, text, reason, controller, circumstances);
  }
}
