// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Found;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.ops.Remembered.Changes;
import io.prunelle.gateway.ops.Since;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which patients' resources one answer may show: of whom the caller may ask this, whose record
 * lives on that very host, which is open to it. Of anybody else nothing is there.
 */
final class Screening {

  private final AccessPolicy access;
  private final Hosts hosts;
  private final Consents consents;
  private final Openness openness;
  private final AcrossRecords asked;
  private final Practice practice;
  private final Caller caller;
  private final Map<String, Grant> grants = new HashMap<>();
  private final Set<String> strangers = new HashSet<>();
  private Map<String, Home> homes = new HashMap<>();
  private Future<Void> meeting = Future.succeededFuture();
  private Since since = Since.now();
  private long revision;
  private boolean keepsBack;

  /**
   * Where a patient's record lives.
   *
   * @param standing null when nobody need have decided
   */
  record Home(Placement placement, @Nullable Standing standing, boolean open) {
    boolean isClosedAt(Host host) {
      return !open && placement.host().equals(host);
    }
  }

  Screening(
      AccessPolicy access,
      Hosts hosts,
      Consents consents,
      Openness openness,
      AcrossRecords asked,
      Practice practice,
      Caller caller) {
    this.access = access;
    this.hosts = hosts;
    this.consents = consents;
    this.openness = openness;
    this.asked = asked;
    this.practice = practice;
    this.caller = caller;
  }

  /** To be called before hosts are asked. */
  Future<Void> begin() {
    since = Since.now();
    return hosts
        .revision()
        .map(
            now -> {
              revision = now;
              return null;
            });
  }

  /**
   * Finds out about those not met before; one host's page waits for what is asked for another's.
   */
  Future<Void> meet(Set<String> patients) {
    meeting = meeting.transform(before -> look(patients));
    return meeting;
  }

  private Future<Void> look(Set<String> patients) {
    Set<String> met = new HashSet<>();
    for (String patient : patients) {
      if (!grants.containsKey(patient) && !strangers.contains(patient)) {
        Future<Grant> may = access.allow(caller, asked.of(patient));
        if (may.succeeded() && concerns(patient)) {
          grants.put(patient, may.result());
          met.add(patient);
        } else {
          strangers.add(patient);
        }
      }
    }
    met.remove(OnRecord.NOBODY);
    return homes(met)
        .map(
            found -> {
              homes.putAll(found);
              return null;
            });
  }

  /** Of one compartment nobody else is shown, whatever a host answers. */
  private boolean concerns(String patient) {
    String owner = asked.owner();
    return owner == null || owner.equals(patient) || patient.equals(OnRecord.NOBODY);
  }

  /**
   * Looks at everybody met once more, after the hosts have answered.
   *
   * @return fails when a record was moved meanwhile: what was answered may lack a part of it
   */
  Future<Void> meetAgain() {
    return hosts.placedSince(revision).compose(this::requireInPlace).compose(yes -> homesAgain());
  }

  /**
   * Who was placed elsewhere while hosts were asked may have been found where they lived before,
   * and not where they live now. Who was found nowhere was found nowhere in that time, unless their
   * record has been erased already where it was.
   */
  private Future<Void> requireInPlace(Changes<PatientRecord> placed) {
    boolean whoever = !since.within(Hosts.LASTS);
    boolean moved =
        placed.everything()
            || placed.keys().stream()
                .filter(record -> record.practice().equals(practice.id()))
                .anyMatch(record -> whoever || homes.containsKey(record.patient()));
    return moved
        ? Future.failedFuture(Openness.closed("record-moved").refused())
        : Future.succeededFuture();
  }

  private Future<Void> homesAgain() {
    return homes(homes.keySet())
        .compose(
            now -> {
              boolean moved =
                  homes.entrySet().stream()
                      .anyMatch(
                          before -> {
                            Home after = now.get(before.getKey());
                            return after == null
                                || !after.placement().equals(before.getValue().placement());
                          });
              homes = now;
              return moved
                  ? Future.failedFuture(Openness.closed("record-moved").refused())
                  : Future.succeededFuture();
            });
  }

  /** Asked for nobody as for somebody: else how long it takes tells that somebody was found. */
  private Future<Map<String, Home>> homes(Set<String> patients) {
    Set<String> all = Set.copyOf(patients);
    return standings(all)
        .compose(
            standings ->
                hosts
                    .placements(practice, all)
                    .compose(placements -> homes(placements, standings)));
  }

  /** What is not known of the ledger must not look as if it were not there: then nothing is. */
  private Future<Map<String, Home>> homes(
      Map<String, Placement> placements, Map<String, Standing> standings) {
    Map<String, Home> found = new HashMap<>();
    boolean stale = false;
    for (Map.Entry<String, Placement> placed : placements.entrySet()) {
      Standing standing = standings.get(placed.getKey());
      stale |=
          placed.getValue().host().kind() == HostKind.CLOUD
              && (standing == null || !standing.fresh());
      found.put(placed.getKey(), home(placed.getKey(), placed.getValue(), standing));
    }
    return stale
        ? Future.failedFuture(Openness.closed("ledger-not-followed").refused())
        : Future.succeededFuture(found);
  }

  private Future<Map<String, Standing>> standings(Set<String> patients) {
    String hosting = practice.hosting();
    return hosting == null
        ? Future.succeededFuture(Map.of())
        : consents.standings(patients, hosting, caller.consent());
  }

  private Home home(String patient, Placement placement, @Nullable Standing standing) {
    boolean open = openness.check(asked.of(patient), placement.host(), standing).succeeded();
    return new Home(placement, standing, open);
  }

  boolean shows(Found found) {
    return isAtHome(found) && isCovered(found);
  }

  /** Takes note of what is left out for its record is closed, which is there again later. */
  void leavesOut(Found found) {
    Home home = homes.get(found.patient());
    keepsBack |= found.match() && home != null && home.isClosedAt(found.host()) && isCovered(found);
  }

  /**
   * Whether something that is asked for is where its record lives and was not shown, for that is
   * closed: it is not there for now, and will be again.
   */
  boolean keepsBack() {
    return keepsBack;
  }

  /** By scopes that may be narrowed by search parameters. */
  private boolean isCovered(Found found) {
    Grant grant = grant(found.patient());
    if (!grant.ownAlone() && found.forPatientAlone()) {
      return false;
    }
    if (grant.ownAlone() && found.match() && asked.byWhatTells()) {
      // By what is masked for them it may have been found, and that would confirm a guess
      return false;
    }
    return !grant.limited()
        || (asked.shownWhole() && grant.shows(found.type(), found.resource().getBytes()));
  }

  private boolean isAtHome(Found found) {
    // What nobody owns is asked of the practice's own host; others are only asked what refers to it
    return reaches(found.patient(), found.host())
        && (!found.patient().equals(OnRecord.NOBODY)
            || !found.match()
            || found.host().equals(practice.onPremise()));
  }

  /**
   * Whether anything of a patient's who was met, or of what nobody owns, may be shown from there.
   */
  boolean reaches(String patient, Host host) {
    if (patient.equals(OnRecord.NOBODY)) {
      return grants.containsKey(OnRecord.NOBODY);
    }
    Home home = homes.get(patient);
    return home != null && home.open() && home.placement().host().equals(host);
  }

  /** Whether the caller may ask this of a patient who was met. */
  boolean isMet(String patient) {
    return grants.containsKey(patient);
  }

  /** Whether it is known where that record lives, and that is open to it. */
  boolean isOpen(String patient) {
    Home home = homes.get(patient);
    return home != null && home.open();
  }

  /** Of who is shown. */
  Grant grant(String patient) {
    return Objects.requireNonNull(grants.get(patient));
  }

  /** Of a patient who is shown. */
  Host host(String patient) {
    return Objects.requireNonNull(homes.get(patient)).placement().host();
  }

  /** Of who is shown; null for nobody. */
  @Nullable Standing standing(String patient) {
    Home home = homes.get(patient);
    return home == null ? null : home.standing();
  }
}
