// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Text that any database takes as it is. Many entries share a commit: one that could not be stored
 * would keep all others from it, and one that were stored otherwise could not be proven.
 */
final class Storable {

  /** Long enough for all that is sound, short enough for an index. */
  private static final int NAME = 255;

  private static final int TEXT = 4_000;
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
            optional(act.query(), TEXT),
            optional(act.rawQuery(), TEXT),
            name(act.method()),
            optional(act.path(), TEXT)),
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
            : new Entry.Purpose(text(purpose.code(), NAME), optional(purpose.statedReason(), TEXT)),
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

  private static @Nullable String name(@Nullable String value) {
    return optional(value, NAME);
  }

  private static @Nullable String optional(@Nullable String value, int longest) {
    return value == null ? null : text(value, longest);
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
