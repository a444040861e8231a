// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.filter.BundleWriter.Copied;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page with as much on it as if there was nothing that may not be shown. A host leaves room for
 * that on its pages, and so would tell of it; what its next pages have is shown there instead. A
 * further page is linked to only if there is something to be shown on it, as far as it is looked.
 */
final class FullPage {

  /** Of a host's, to make one of; where that is not enough, the next one goes on from there. */
  private static final int MOST_PAGES = 100;

  private final FhirBodies bodies;
  private final Links links;
  private final OnRecord interaction;
  private final long longest;
  private final String expected;
  private final boolean searches;
  private final boolean first;
  private final List<Shown> shown = new ArrayList<>();

  /** What of those it is that a search found. */
  private final Set<String> found = new HashSet<>();

  /** Each once, and in an order of their own: the host's would tell where its pages end. */
  private final Map<String, Shown> brought = new TreeMap<>();

  /** Deletions at the end of what was taken: the next older version is on the host's next page. */
  private final List<Waiting> waiting = new ArrayList<>();

  private int skipped;
  private int size;
  private int pages;
  private int matches;
  private long bytes;
  private @Nullable String at;
  private @Nullable String next;

  /** A deletion, and where it stands among the host's. */
  private record Waiting(@Nullable String at, int index, Shown deletion) {}

  /** What is on it. */
  private record Shown(
      Examination examination, Buffer json, @Nullable String mode, Version version) {}

  /**
   * @param longest in bytes
   */
  FullPage(FhirBodies bodies, Examination examination, Links links, long longest) {
    this.bodies = bodies;
    this.links = links;
    this.interaction = examination.interaction();
    this.longest = longest;
    this.expected = BundleFilter.expected(interaction);
    this.searches = !interaction.isEverything() && !isHistory();
    this.first = links.self() != null;
    if (interaction instanceof NextPage page) {
      skipped = page.skipped();
      size = page.size();
      at = page.continuation();
    }
  }

  /** Whether a page of such an answer could lack something that may not be shown. */
  static boolean mayLack(Examination examination) {
    OnRecord interaction = examination.interaction();
    if (interaction.isEverything()) {
      // what there is of another's with it, or that a scope does not cover
      return interaction instanceof NextPage || interaction.operation().equals("everything");
    }
    return switch (interaction.code()) {
      case "search-type" ->
          // what a search for one patient finds is all theirs, or put together elsewhere
          interaction.touchesNobody()
              || !examination.grant().counts()
              || (!examination.grant().ownAlone()
                  && EarlierVersions.TYPES.contains(interaction.type()));
      case "history-instance" ->
          interaction.touchesNobody()
              || examination.grant().ownAlone()
              || examination.grant().limited();
      default -> isLastN(interaction) && !examination.grant().counts();
    };
  }

  private static boolean isLastN(OnRecord interaction) {
    return interaction.operation().equals("lastn")
        || (interaction instanceof NextPage && interaction.code().equals("operation"));
  }

  /**
   * Takes a host's page.
   *
   * @param examination of that page
   * @return what the host is to be asked for next: empty when this page is done
   */
  @Nullable String take(Examination examination, byte[] json) throws IOException {
    List<HostEntry> entries = new ArrayList<>();
    @Nullable String following = null;
    @Nullable String type = null;
    @Nullable String bundleType = null;
    JsonReader parser = bodies.open(json);
    HostBundle.expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "resourceType" -> type = parser.getText();
        case "type" -> bundleType = parser.getText();
        case "link" -> following = HostBundle.next(parser, value);
        case "entry" -> {
          HostBundle.expect(value == JsonToken.START_ARRAY);
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            entries.add(HostEntry.read(bodies, parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    HostBundle.expect(parser.nextToken() == null);
    HostBundle.expect("Bundle".equals(type) && expected.equals(bundleType));
    return take(examination, json, entries, following);
  }

  private @Nullable String take(
      Examination examination, byte[] json, List<HostEntry> entries, @Nullable String following)
      throws IOException {
    List<HostEntry> units =
        entries.stream().filter(entry -> !entry.isOutcome() && !isBrought(entry)).toList();
    Verdicts verdicts = new Verdicts(bodies, examination);
    BitSet may = may(examination, json, entries, units, verdicts);
    List<HostEntry> leading = new ArrayList<>();
    int from = skipped;
    skipped = 0;
    int judged = following == null ? units.size() : judged(units);
    if (judged > 0) {
      showWaiting(may.get(0));
    }
    for (int i = may.nextSetBit(from); next == null && i >= 0; i = may.nextSetBit(i + 1)) {
      if (size != 0 && matches == size) {
        next = links.next(Objects.requireNonNull(at), i, size);
        break;
      }
      HostEntry unit = units.get(i);
      shown.add(kept(examination, json, unit));
      matches++;
      if (unit.resource() != null) {
        leading.add(unit);
        found.add(key(unit.resource()));
      }
    }
    for (int i = Math.max(from, judged); next == null && i < units.size(); i++) {
      if (isDeletion(examination, units.get(i).version())) {
        waiting.add(new Waiting(at, i, kept(examination, json, units.get(i))));
      }
    }
    bring(examination, json, entries, leading, verdicts);
    size = size == 0 ? units.size() : size;
    if (next != null || following == null) {
      return null;
    }
    at = links.continuation(following);
    if (++pages == MOST_PAGES) {
      next = links.next(at, 0, size);
      return null;
    }
    return at;
  }

  /** How many there are but for the deletions at the end. */
  private static int judged(List<HostEntry> units) {
    int judged = units.size();
    while (judged > 0 && units.get(judged - 1).resource() == null) {
      judged--;
    }
    return judged;
  }

  /**
   * @param older whether the next older version may be shown
   */
  private void showWaiting(boolean older) {
    for (Waiting one : waiting) {
      if (older && next == null) {
        if (size != 0 && matches == size) {
          next = links.next(Objects.requireNonNull(one.at()), one.index(), size);
        } else {
          shown.add(one.deletion());
          matches++;
        }
      }
    }
    waiting.clear();
  }

  /** Which of them may be shown; a deletion, if the next older version may. */
  private BitSet may(
      Examination examination,
      byte[] json,
      List<HostEntry> entries,
      List<HostEntry> units,
      Verdicts verdicts) {
    for (HostEntry entry : entries) {
      FhirResource resource = entry.resource();
      if (resource != null && verdicts.shows(resource, json, entry.from(), entry.to())) {
        verdicts.tells(resource);
      }
    }
    BitSet may = new BitSet(units.size());
    boolean older = false;
    for (int i = units.size() - 1; i >= 0; i--) {
      HostEntry unit = units.get(i);
      FhirResource resource = unit.resource();
      boolean shows =
          resource == null
              ? older && isDeletion(examination, unit.version())
              : verdicts.shows(resource, json, unit.from(), unit.to());
      may.set(i, shows);
      older = shows;
    }
    return may;
  }

  private boolean isDeletion(Examination examination, Version version) {
    return isHistory()
        && !examination.grant().limited()
        && version.isDeletionOf(interaction.type());
  }

  private void bring(
      Examination examination,
      byte[] json,
      List<HostEntry> entries,
      List<HostEntry> leading,
      Verdicts verdicts) {
    List<HostEntry> theirs = entries.stream().filter(this::isBrought).toList();
    List<HostEntry> led =
        new Brought(interaction.steps(), examination.host().url().toString(), json)
            .by(leading, theirs, entry -> shows(verdicts, json, entry));
    for (HostEntry entry : led) {
      brought.computeIfAbsent(
          key(Objects.requireNonNull(entry.resource())), first -> kept(examination, json, entry));
    }
  }

  private static boolean shows(Verdicts verdicts, byte[] json, HostEntry entry) {
    return verdicts.shows(Objects.requireNonNull(entry.resource()), json, entry.from(), entry.to());
  }

  private Shown kept(Examination examination, byte[] json, HostEntry entry) {
    byte[] copy = Arrays.copyOfRange(json, entry.from(), entry.to());
    bytes += copy.length;
    if (bytes > longest) {
      throw new Refusal.TooCostly("answer-too-long", longest).refused();
    }
    return new Shown(examination, Buffer.buffer(copy), entry.mode(), entry.version());
  }

  private static String key(FhirResource resource) {
    return resource.type() + "/" + resource.id();
  }

  private boolean isBrought(HostEntry entry) {
    return searches && entry.isBrought(interaction.type());
  }

  private boolean isHistory() {
    return expected.equals("history");
  }

  /** How much of what was taken is kept. */
  long bytes() {
    return bytes;
  }

  /** All of it. */
  Buffer written() throws IOException {
    if (first && isHistory() && interaction.touchesNobody() && shown.isEmpty() && next == null) {
      // As by its id: in the words for what a host does not have
      throw new Refusal.HostRefused(404, "somebodys").refused();
    }
    BundleWriter writer = new BundleWriter((int) bytes, expected);
    // what one of the host's pages brings along may be found on a later one
    brought.keySet().removeAll(found);
    for (Shown one : shown) {
      write(one, writer);
    }
    for (Shown one : brought.values()) {
      write(one, writer);
    }
    // whether a host counts may depend on how much more it has
    boolean all = first && next == null;
    return writer.end(links.self(), next, all ? Long.valueOf(matches) : null);
  }

  private void write(Shown one, BundleWriter writer) throws IOException {
    byte[] json = one.json().getBytes();
    if (json.length == 0) {
      writer.deletion(one.version());
      return;
    }
    FhirResource resource = bodies.parse(json);
    Copied copied =
        new Copied(
            resource, 0, json.length, new Masked(bodies, one.examination(), links.rebased(bodies)));
    if (isHistory()) {
      writer.version(links.resource(resource), json, copied, one.version(), key(resource));
    } else {
      writer.entry(links.resource(resource), json, copied, one.mode());
    }
  }
}
