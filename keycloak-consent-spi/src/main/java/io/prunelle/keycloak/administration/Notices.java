// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.keycloak.events.admin.OperationType;

/** The notices of one hosting. All methods throw {@link NotPermitted}. */
public final class Notices {
  private final Administration administration;
  private final HostingId hosting;

  Notices(Administration administration, HostingId hosting) {
    this.administration = administration;
    this.hosting = hosting;
  }

  /** All versions, oldest first; empty when there is no such hosting. */
  public Optional<List<Notice>> all() {
    return administration
        .hostings()
        .one(hosting)
        .map(found -> administration.consent().notices(administration.realmId(), hosting));
  }

  /**
   * Publishes the next version.
   *
   * @param check as {@link io.prunelle.keycloak.consent.ConsentProvider} has it
   * @return empty when there is no such hosting
   */
  public Optional<Notice> publish(List<NoticeText> texts, Consumer<List<Notice>> check) {
    requireManage();
    Optional<Notice> published =
        administration
            .consent()
            .publish(administration.realmId(), hosting, texts, Administration.now(), check);
    published.ifPresent(
        notice ->
            administration.report(
                OperationType.CREATE,
                "PRUNELLE_NOTICE",
                NoticeDocument.of(notice),
                "consent",
                "hostings",
                hosting.toString(),
                "notices"));
    return published;
  }

  /** For those who read before they publish. */
  public void requireManage() {
    administration.rights().requireManagePractice(hosting.practice());
  }
}
