// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;

/**
 * What a receipt is made from. The realm's signature says that the realm vouches for it, so what
 * can be checked is checked first.
 *
 * @param text the text of the notice that was shown
 */
record Evidence(
    Entry entry,
    Notice notice,
    NoticeText text,
    Controller controller,
    Circumstances circumstances) {

  /**
   * @param notices the versions of the hosting's notice
   * @throws Unprovable when the entry is not what was hashed, or the notice not what was shown
   */
  static Evidence of(
      Entry entry, List<Notice> notices, Controller controller, Circumstances circumstances) {
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
    return new Evidence(entry, notice, text, controller, circumstances);
  }
}
