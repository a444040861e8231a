// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.Steps.Place;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resource that a host answered a request over several records with. */
public final class Found {

  private final Host host;
  private final String key;
  private final String patient;
  private final boolean match;
  private final List<@Nullable String> place;
  private final Place among;
  private final Buffer resource;
  private final Version version;
  private final List<String> through;

  Found(
      Host host,
      String key,
      String patient,
      boolean match,
      List<@Nullable String> place,
      Place among,
      Buffer resource,
      Version version) {
    this(host, key, patient, match, place, among, resource, version, List.of());
  }

  private Found(
      Host host,
      String key,
      String patient,
      boolean match,
      List<@Nullable String> place,
      Place among,
      Buffer resource,
      Version version,
      List<String> through) {
    this.host = host;
    this.key = key;
    this.patient = patient;
    this.match = match;
    this.place = place;
    this.among = among;
    this.resource = resource;
    this.version = version;
    this.through = through;
  }

  /** The same, whose it is by these, as {@code Type/id}. */
  Found toldBy(List<String> others) {
    return new Found(host, key, patient, match, place, among, resource, version, others);
  }

  /** The same as something that is only brought along, to a page on which it is no match. */
  public Found brought() {
    return new Found(host, key, patient, false, place, among, resource, version, through);
  }

  public Host host() {
    return host;
  }

  /** {@code Type/id}. */
  public String key() {
    return key;
  }

  public String type() {
    return key.substring(0, key.indexOf('/'));
  }

  /** FHIR id of the patient whose it is; {@link io.prunelle.gateway.fhir.OnRecord#NOBODY}. */
  public String patient() {
    return patient;
  }

  /** Whether it is what was asked for, and not only brought along. */
  public boolean match() {
    return match;
  }

  /** Its place in the order asked for, the same whichever host has it. */
  public List<@Nullable String> place() {
    return place;
  }

  /** How it stands among others, by the steps that were asked for. */
  public Place among() {
    return among;
  }

  public Buffer resource() {
    return resource;
  }

  /** Whether it is where a patient lives, as far as it says. */
  public boolean isHome() {
    return Homes.isOne(type(), resource::toJsonObject);
  }

  /** Whether it is there for its patient alone, and who acts for them. */
  public boolean forPatientAlone() {
    return EarlierVersions.isOne(
        type(), key.substring(type().length() + 1), resource.getBytes(), 0, resource.length());
  }

  Version version() {
    return version;
  }

  /** What tells whose it is; empty if it does so itself. */
  public List<String> through() {
    return through;
  }
}
