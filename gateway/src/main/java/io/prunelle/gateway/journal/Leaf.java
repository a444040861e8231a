// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.CanonicalJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a block holds: an entry, or how one ended. Exactly what its row says, so that the bytes can
 * be made again from the row alone.
 */
sealed interface Leaf {

  /** The bytes that the block's root commits to. */
  byte[] canonical();

  /** Of each, in their order. */
  static List<byte[]> canonical(List<Leaf> leaves) {
    return leaves.stream().map(Leaf::canonical).toList();
  }

  /**
   * An entry, as it is stored.
   *
   * @param at in microseconds
   */
  record Entered(UUID id, Instant at, Entry entry) implements Leaf {

    @Override
    public byte[] canonical() {
      Entry.Agent agent = entry.agent();
      Entry.Act act = entry.act();
      Entry.Where where = entry.where();
      Entry.Purpose purpose = entry.purpose();
      return new CanonicalJson()
          .text("address", agent.address())
          .time("at", at)
          .text("client", agent.client())
          .number("decision", where.decision())
          .text("host", where.host())
          .text("hosting", where.hosting())
          .id("id", id)
          .text("interaction", act.interaction())
          .text("kind", "entry")
          .text("method", act.method())
          .text("name", agent.name())
          .text("organization", agent.organization())
          .text("path", act.path())
          .text("patient", where.patient())
          .truth("permitted", entry.permitted())
          .text("practice", where.practice())
          .text("purpose", purpose == null ? null : purpose.code())
          .text("query", act.query())
          .text("rawQuery", act.rawQuery())
          .text("reason", entry.reason())
          .text("request", entry.requestId())
          .text("resourceId", act.resourceId())
          .text("resourceType", act.resourceType())
          .text("role", agent.role())
          .text("statedReason", purpose == null ? null : purpose.statedReason())
          .text("subject", agent.subject())
          .text("tokenId", agent.tokenId())
          .text("trace", entry.traceId())
          .bytes();
    }
  }

  /**
   * How an entry ended.
   *
   * @param entry the entry's id
   * @param at in microseconds
   * @param micros how long it took
   * @param resource null where nothing was written; outcomes from before there was one are such
   */
  record Ended(
      UUID entry,
      Instant at,
      int status,
      long bytes,
      long micros,
      String ending,
      @Nullable String resource)
      implements Leaf {

    static Ended of(UUID entry, Instant at, Outcome outcome) {
      return new Ended(
          entry,
          at,
          outcome.status(),
          outcome.bytes(),
          outcome.duration().toNanos() / 1_000,
          outcome.ending(),
          Storable.name(outcome.resource()));
    }

    @Override
    public byte[] canonical() {
      return new CanonicalJson()
          .time("at", at)
          .number("bytes", bytes)
          .text("ending", ending)
          .id("entry", entry)
          .text("kind", "outcome")
          .number("micros", micros)
          .text("resource", resource)
          .number("status", status)
          .bytes();
    }
  }
}
