// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Text that any database takes as it is. Many entries share a commit: one that could not be stored
 * would keep all others from it, and one that were stored otherwise could not be proven.
 */
final class Storable {

  /** Long enough for all that is sound, short enough for an index. */
  private static final int NAME = 255;

  /** As long as a query in a URL may be. A form may be longer. */
  private static final int TEXT = 4_096;

  /** What follows is the SHA-256 of the whole, so that it can be told what was left out. */
  private static final String CUT = "…sha256:";

  private static final int OF_STRANGER = 200;
  private static final char REPLACEMENT = '\uFFFD';

  private Storable() {}

  static Entry entry(Entry entry) {
    Entry.Agent agent = entry.agent();
    Entry.Act act = entry.act();
    Entry.Where where = entry.where();
    Entry.Purpose purpose = entry.purpose();
    return new Entry(
        text(entry.requestId(), NAME),
        new Entry.Agent(
            name(agent.subject()),
            name(agent.name()),
            name(agent.role()),
            name(agent.organization()),
            name(agent.client()),
            name(agent.tokenId()),
            name(agent.address())),
        new Entry.Act(
            text(act.interaction(), NAME),
            name(act.resourceType()),
            name(act.resourceId()),
            whole(act.query()),
            whole(act.rawQuery()),
            name(act.method()),
            whole(act.path())),
        new Entry.Where(
            name(where.practice()),
            name(where.patient()),
            name(where.host()),
            name(where.hosting()),
            where.decision()),
        entry.permitted(),
        text(entry.reason(), NAME),
        purpose == null
            ? null
            : new Entry.Purpose(text(purpose.code(), NAME), whole(purpose.statedReason())),
        name(entry.traceId()));
  }

  /** Of what a caller nobody knows has sent little is kept: it leads to nobody's record. */
  static Entry ofStranger(Entry entry) {
    Entry.Act act = entry.act();
    return new Entry(
        entry.requestId(),
        entry.agent(),
        new Entry.Act(
            act.interaction(),
            act.resourceType(),
            act.resourceId(),
            Objects.equals(act.query(), act.rawQuery()) ? null : optional(act.query(), OF_STRANGER),
            optional(act.rawQuery(), OF_STRANGER),
            act.method(),
            optional(act.path(), OF_STRANGER)),
        entry.where(),
        entry.permitted(),
        entry.reason(),
        entry.purpose(),
        entry.traceId());
  }

  /** As long as an index takes. */
  static @Nullable String name(@Nullable String value) {
    return optional(value, NAME);
  }

  private static @Nullable String optional(@Nullable String value, int longest) {
    return value == null ? null : text(value, longest);
  }

  /** Nobody pads what they ask with something else and leaves no trace of the rest. */
  private static @Nullable String whole(@Nullable String value) {
    if (value == null || value.length() <= TEXT) {
      return optional(value, TEXT);
    }
    byte[] all = text(value, value.length()).getBytes(StandardCharsets.UTF_8);
    String digest = CUT + Octets.of(new MerkleTree().digest(all));
    return text(value, TEXT - digest.length()) + digest;
  }

  /** The text itself where nothing is wrong with it. */
  static String text(String value, int longest) {
    int end = Math.min(value.length(), longest);
    for (int i = 0; i < end; i++) {
      char at = value.charAt(i);
      if (at == 0 || Character.isSurrogate(at)) {
        return mended(value, end);
      }
    }
    return end == value.length() ? value : value.substring(0, end);
  }

  private static String mended(String value, int end) {
    StringBuilder mended = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char at = value.charAt(i);
      if (Character.isHighSurrogate(at)
          && i + 1 < end
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        mended.append(at).append(value.charAt(++i));
      } else {
        mended.append(at == 0 || Character.isSurrogate(at) ? REPLACEMENT : at);
      }
    }
    return mended.toString();
  }
}
