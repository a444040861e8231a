// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.HostDocument;
import io.prunelle.keycloak.administration.HostingDocument;
import io.prunelle.keycloak.consent.Counts;
import io.prunelle.keycloak.consent.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A practice as its consent officers see it.
 *
 * @param hosts those of its hostings, by id
 * @param hostings by id
 * @param namesKept ISO 8601 period from the deletion of a patient's user until the ledger no longer
 *     names them; null when the realm has none that makes sense, and they are named for good
 */
record PracticeDocument(
    PracticeView practice,
    List<HostDocument> hosts,
    List<Arrangement> hostings,
    @Nullable String namesKept) {

  /**
   * The controller.
   *
   * @param address null when its organization does not say it
   * @param email as address
   */
  record PracticeView(String id, String name, @Nullable String address, @Nullable String email) {}

  /**
   * A hosting.
   *
   * @param notice null before the first
   */
  record Arrangement(HostingDocument hosting, @Nullable NoticeView notice, CountsView counts) {}

  /** The current notice; its titles by language. */
  record NoticeView(int version, String publishedAt, Map<String, String> titles) {
    static NoticeView of(Notice notice) {
      Map<String, String> titles = new TreeMap<>();
      notice.texts().forEach((language, text) -> titles.put(language, text.title()));
      return new NoticeView(notice.version(), notice.publishedAt().toString(), titles);
    }
  }

  /**
   * How many patients stand where.
   *
   * @param asOf the moment for which it is told
   * @param step what the numbers are multiples of
   */
  record CountsView(
      String asOf, int step, Map<String, Long> decisions, long expired, @Nullable Long undecided) {
    static CountsView of(Counts counts, Instant asOf) {
      Map<String, Long> decisions = new TreeMap<>();
      counts.decisions().forEach((decision, count) -> decisions.put(decision.name(), count));
      return new CountsView(
          asOf.toString(), Counts.STEP, decisions, counts.expired(), counts.undecided());
    }
  }
}
