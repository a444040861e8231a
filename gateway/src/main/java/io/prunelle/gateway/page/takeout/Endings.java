// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.takeout.Archive.Failure;
import io.prunelle.gateway.page.takeout.RecordOf.Ending;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import java.util.Set;

/** What a refusal on the way of a record's page means for the copy of it. */
final class Endings {

  /** Of a host that does not do such a thing, at whatever moment. */
  private static final Set<String> NOT_DONE = Set.of("host-answered-405", "host-answered-501");

  private Endings() {}

  /**
   * How the copy ends.
   *
   * @param first whether nothing was read before
   * @throws TakeoutFailure when the whole archive cannot go on
   */
  static Ending of(Throwable failure, boolean first) {
    if (failure instanceof TakeoutFailure || failure instanceof TakenAway) {
      throw (RuntimeException) failure;
    }
    if (!(failure instanceof Refused refused)) {
      return Ending.UNREADABLE;
    }
    Refusal refusal = refused.refusal();
    if (refusal.reason().startsWith("journal-")) {
      throw new TakeoutFailure(Failure.JOURNAL);
    }
    return switch (refusal.reason()) {
      case "consent-not-in-force" -> Ending.NOT_PERMITTED;
      case "record-moved", "page-gone", "page-unknown" -> Ending.MOVING;
      case "certificate-lapsed" -> Ending.CERTIFICATE;
      case "audit-overdue" -> Ending.AUDIT;
      case "record-departed" -> first ? Ending.DEPARTED : Ending.MOVING;
      default -> first && notThere(refusal) ? Ending.NONE : Ending.UNREADABLE;
    };
  }

  /**
   * Whether nobody has what was asked for, be it that something leads to it still: then nothing is
   * left out.
   */
  static boolean isGone(Throwable failure) {
    return failure instanceof Refused refused
        && (refused.refusal() instanceof Refusal.HostRefused host
            ? host.status() == 404 || host.status() == 410
            : refused.refusal() instanceof Refusal.NotFound unknown
                && unknown.reason().equals("resource-unknown"));
  }

  /** Whether it would be answered if less was asked for at a time. */
  static boolean isTooMany(Throwable failure) {
    return failure instanceof Refused refused
        && (refused.refusal() instanceof Refusal.TooCostly
            || refused.refusal().reason().equals("told-by-too-many"));
  }

  private static boolean notThere(Refusal refusal) {
    return refusal instanceof Refusal.NotFound
        || (refusal instanceof Refusal.HostRefused host
            && (host.status() == 404 || host.status() == 410));
  }

  /**
   * Whether something is there that is shown to nobody, since whose it is cannot be told: as the
   * versions of a Binary that says nothing of it, though documents tell whose it is now.
   */
  static boolean isNobodys(Throwable failure) {
    return failure instanceof Refused refused
        && refused.refusal() instanceof Refusal.NotFound hidden
        && hidden.reason().equals("owner-unknown");
  }

  /** Whether host or gateway do not do such a thing at all, so that others fail likewise. */
  static boolean isNotOffered(Throwable failure) {
    return failure instanceof Refused refused
        && (refused.refusal() instanceof Refusal.HostRefused
            || refused.refusal() instanceof Refusal.NotSupported
            || (refused.refusal() instanceof Refusal.BadExchange no && no.status() == 501)
            || NOT_DONE.contains(refused.refusal().reason()));
  }

  /** Whether it will fail however often it is asked for. */
  static boolean refuses(Throwable failure) {
    return failure instanceof Refused && !passes(failure);
  }

  /** Whether the same may be answered a moment later. */
  static boolean passes(Throwable failure) {
    if (!(failure instanceof Refused refused)) {
      return false;
    }
    Refusal refusal = refused.refusal();
    return (refusal instanceof Refusal.BadUpstream && !NOT_DONE.contains(refusal.reason()))
        || refusal instanceof Refusal.NotReady
        || refusal instanceof Refusal.TooMany
        || (refusal instanceof Refusal.RecordUnavailable
            && !refusal.reason().equals("consent-not-in-force"));
  }
}
