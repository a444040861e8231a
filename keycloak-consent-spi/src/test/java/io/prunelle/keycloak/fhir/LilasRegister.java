// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Patient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A practice with the patients pat-1 (whose user is u-1) and pat-2 (whose mother is the user
 * u-mum), and with one hosting whose notice is in its third version.
 */
final class LilasRegister implements PracticeRegister {
  static final Instant MAJORITY = Instant.parse("2027-05-01T00:00:00Z");

  private static final Patient CHILD = new Patient("pat-2", Set.of("cabinet-des-lilas"));

  private final List<NoticeText> texts;

  /** With a notice in French and English. */
  LilasRegister() {
    this(Examples.texts());
  }

  LilasRegister(List<NoticeText> texts) {
    this.texts = texts;
  }

  @Override
  public String practice() {
    return "cabinet-des-lilas";
  }

  @Override
  public Optional<Patient> patient(String id) {
    return Optional.ofNullable(Map.of("pat-1", Examples.PATIENT, "pat-2", CHILD).get(id));
  }

  @Override
  public Optional<Patient> patientOf(String user) {
    return Optional.of(user).filter("u-1"::equals).map(known -> Examples.PATIENT);
  }

  @Override
  public Optional<Instant> majority(Patient patient, Instant then) {
    return Optional.of(MAJORITY).filter(any -> patient.equals(CHILD)).filter(then::isBefore);
  }

  @Override
  public Optional<Guardian> guardian(String user, Patient patient) {
    return user.equals("u-mum") && patient.equals(CHILD)
        ? Optional.of(new Guardian(MAJORITY))
        : Optional.empty();
  }

  @Override
  public Optional<Hosting> hosting(HostingId id) {
    return Optional.of(Examples.hosting(3)).filter(hosting -> hosting.id().equals(id));
  }

  @Override
  public Optional<Notice> notice(HostingId hosting, int version) {
    return version > 3
        ? Optional.empty()
        : Optional.of(
            new Notice(
                hosting,
                version,
                Examples.NOW,
                new TreeMap<>(
                    texts.stream()
                        .collect(Collectors.toMap(NoticeText::language, Function.identity())))));
  }
}
