// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.Before;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A patient's resource, as found before it was known whose it is.
 *
 * @param through other resources, as {@code Type/id}, that tell whose it is; mostly none
 * @param asked what hosts were asked
 * @param at when they were
 * @param answers of those that have it, by id of the host
 * @param besides what of it who asks is shown; see {@link Besides}
 */
record Stored(
    String patient,
    Set<String> through,
    Upstream asked,
    Instant at,
    Map<String, HostAnswer> answers,
    Seen besides) {

  /**
   * What of a resource is shown to who asks.
   *
   * @param shown of what it is about besides its patient, as {@code Type/id}, what its patient is
   *     shown
   * @param all whether who asks is shown all of it
   */
  record Seen(Set<String> shown, boolean all) {
    /** For who is not asked whom it may name. */
    static final Seen ALL = new Seen(Set.of(), true);
  }

  Stored(
      String patient,
      Set<String> through,
      Upstream asked,
      Instant at,
      Map<String, HostAnswer> answers) {
    this(patient, through, asked, at, answers, Seen.ALL);
  }

  /** By how much the clocks of gateway and database may differ. */
  private static final Duration DIFFERENCE = Duration.ofSeconds(30);

  /** Whether the host has it. */
  boolean on(Host host) {
    return answers.containsKey(host.id());
  }

  /**
   * As it is where the record lives: while a record is being moved, and until it is erased where it
   * was, two hosts have it, each with versions of its own and not always the same content.
   *
   * @param placement at a host that has it
   */
  Stored at(Placement placement) {
    String host = placement.host().id();
    return new Stored(patient, through, asked, at, Map.of(host, answers.get(host)), besides);
  }

  /** The same, once that is known. */
  Stored seen(Seen seen) {
    return new Stored(patient, through, asked, at, answers, seen);
  }

  /** The same for the rules, as it is on that host. */
  Before before(Host host) {
    return new Before(
        patient, version(), resource(), through, besides.shown(), host.url().toString());
  }

  /** Whether it may have been found before the record was placed there. */
  boolean precedes(Placement placement) {
    return placement.since() != null && at.minus(DIFFERENCE).isBefore(placement.since());
  }

  /**
   * What the host answered, if what is to be asked now is just that, and the record lived there by
   * then; else null.
   */
  @Nullable HostAnswer answer(Placement placement, Upstream asking) {
    return asking.equals(asked) && !precedes(placement) ? answers.get(placement.host().id()) : null;
  }

  /** Whether a later answer is of the very version that was found. */
  boolean isStill(HostAnswer now) {
    String version = version();
    return version == null
        ? now.version() == null && resource().equals(now.body())
        : version.equals(now.version());
  }

  /** Of the stored resource; null when the host does not say. */
  @Nullable String version() {
    return any().version();
  }

  Buffer resource() {
    return any().body();
  }

  private HostAnswer any() {
    return answers.values().iterator().next();
  }
}
