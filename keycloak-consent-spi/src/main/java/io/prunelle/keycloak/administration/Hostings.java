// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Tally;
import io.prunelle.keycloak.patient.Practices;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The hostings of a realm. All methods throw {@link NotPermitted}. */
public final class Hostings {
  private final Administration administration;

  Hostings(Administration administration) {
    this.administration = administration;
  }

  /** Those that the administrator may see, by id. */
  public List<Hosting> visible() {
    List<Hosting> visible =
        administration.consent().hostings(administration.realmId()).stream()
            .filter(hosting -> administration.rights().viewPractice(hosting.id().practice()))
            .toList();
    if (visible.isEmpty()) {
      administration.rights().requireViewRealm();
    }
    return visible;
  }

  /** One hosting. */
  public Optional<Hosting> one(HostingId id) {
    administration.rights().requireViewPractice(id.practice());
    return find(id);
  }

  /** The patients' latest decisions on a hosting, counted; empty when there is no such hosting. */
  public Optional<List<Tally>> tallies(HostingId id) {
    return one(id)
        .map(
            found ->
                administration
                    .consent()
                    .tallies(administration.realmId(), id, Administration.now()));
  }

  /**
   * Creates or replaces a hosting; tells whether it was created. One that is there can be closed
   * and ended whatever became of its practice: what patients permitted would stay in force
   * otherwise.
   *
   * @param check as {@link io.prunelle.keycloak.consent.ConsentProvider} has it
   * @throws NoSuchParty when it would be created without such a practice or host
   * @throws Conflict when what is there does not allow it
   */
  public boolean put(Hosting hosting, Consumer<Optional<Hosting>> check) {
    administration.rights().requireManagePractice(hosting.id().practice());
    boolean created =
        administration
            .consent()
            .put(
                administration.realmId(),
                hosting,
                Administration.now(),
                present -> {
                  check.accept(present);
                  present.ifPresentOrElse(
                      before -> requireReplaceable(before, hosting),
                      () -> requireParties(hosting.id()));
                });
    administration.reportPut(
        created,
        "PRUNELLE_HOSTING",
        HostingDocument.of(find(hosting.id()).orElse(hosting)),
        "consent",
        "hostings",
        hosting.id().toString());
    return created;
  }

  private Optional<Hosting> find(HostingId id) {
    return administration.consent().hosting(administration.realmId(), id);
  }

  private void requireParties(HostingId id) {
    if (!isPractice(id.practice())) {
      throw new NoSuchParty(true, "no enabled organization has the alias " + id.practice());
    }
    if (administration.consent().host(administration.realmId(), id.host()).isEmpty()) {
      throw new NoSuchParty(false, "there is no host " + id.host());
    }
  }

  private void requireReplaceable(Hosting before, Hosting hosting) {
    hosting
        .breaks(before)
        .ifPresent(
            rule -> {
              throw new Conflict(rule);
            });
    if (opens(before, hosting) && !isPractice(hosting.id().practice())) {
      throw new Conflict(
          "status: no enabled organization has the alias "
              + hosting.id().practice()
              + ", which opens no hosting again");
    }
  }

  private static boolean opens(Hosting before, Hosting hosting) {
    return hosting.status() == HostingStatus.OPEN && before.status() != HostingStatus.OPEN;
  }

  private boolean isPractice(String alias) {
    return new Practices(administration.session(), administration.realm()).name(alias).isPresent();
  }
}
