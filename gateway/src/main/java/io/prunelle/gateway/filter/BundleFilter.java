// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.filter.BundleWriter.Copied;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a searchset, or a resource's history. Resources that may be shown are copied byte
 * for byte, so that decimals keep their precision (http://hl7.org/fhir/R4/json.html#decimal);
 * everything around them is written anew from the few fields known here.
 */
final class BundleFilter {

  private static final Pattern NAME = Pattern.compile("urn:uuid:[0-9a-fA-F-]{36}");

  private final FhirBodies bodies;
  private final Examination examination;
  private final Links links;
  private final Masked masked;
  private final byte[] json;
  private final String expected;
  private final boolean searches;
  private final Verdicts verdicts;

  private @Nullable String type;
  private @Nullable String bundleType;
  private @Nullable String next;
  private @Nullable Long total;
  private Map<String, String> identifier = Map.of();
  private @Nullable String timestamp;

  /** From the first on that can only be told when all has been read: their order is the host's. */
  private final List<HostEntry> waiting = new ArrayList<>();

  /** What a search found that is shown, or a document begins with; it leads to what is brought. */
  private final List<HostEntry> found = new ArrayList<>();

  private final List<HostEntry> brought = new ArrayList<>(0);

  /** Deletions that wait to be told whose it was that was deleted: the next older version says. */
  private final List<Version> deletions = new ArrayList<>(0);

  private long removed;
  private long matches;

  BundleFilter(FhirBodies bodies, Examination examination, Links links, byte[] json) {
    this.bodies = bodies;
    this.examination = examination;
    this.links = links;
    this.masked = new Masked(bodies, examination, links.rebased(bodies));
    this.json = json;
    this.verdicts = new Verdicts(bodies, examination);
    this.expected = expected(examination.interaction());
    this.searches = expected.equals("searchset") && !examination.interaction().isEverything();
  }

  static String expected(OnRecord interaction) {
    if (Set.of("document", "summary").contains(interaction.operation())) {
      return "document";
    }
    return interaction.code().equals(InteractionKind.HISTORY_INSTANCE.code())
        ? "history"
        : "searchset";
  }

  /** Throws when it is no such bundle, or anything in it cannot be read. */
  Buffer filtered() throws IOException {
    BundleWriter writer = new BundleWriter(json.length, expected);
    JsonReader parser = bodies.open(json);
    expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "resourceType" -> type = parser.getText();
        case "type" -> bundleType = parser.getText();
        case "total" -> total = parser.getLongValue();
        case "link" -> next = HostBundle.next(parser, value);
        case "entry" -> entries(parser, value, writer);
        case "identifier" -> identifier = parser.strings();
        case "timestamp" -> timestamp = parser.getText();
        default -> parser.skipChildren();
      }
    }
    expect(parser.nextToken() == null);
    expect("Bundle".equals(type) && expected.equals(bundleType));
    if (isDocument()) {
      return writer.endDocument(identifier, timestamp);
    }
    return writer.end(links.self(), next == null ? null : links.next(next), total());
  }

  /**
   * The host's count where it can count nothing but this patient's. Else what is left, if this is
   * all there is; else none: what is to be removed may stand on a page not asked for yet.
   */
  private @Nullable Long total() {
    boolean limited = examination.grant().limited();
    boolean first = links.self() != null;
    boolean counted =
        !isOperation()
            // what is the patient's now may have been another's, on a page not asked for yet
            && !isHistory()
            && bodies.single(examination.interaction().type())
            // a host that was asked for less counts less
            && (!limited || (first && examination.grant().counts()));
    boolean all = next == null && first;
    if (total == null || (removed == 0 && (counted || (all && !limited)))) {
      return total;
    }
    return all ? Long.valueOf(matches) : null;
  }

  private void entries(JsonReader parser, JsonToken start, BundleWriter writer) throws IOException {
    expect(start == JsonToken.START_ARRAY);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      take(HostEntry.read(bodies, parser), writer);
    }
    for (HostEntry entry : waiting) {
      FhirResource resource = entry.resource();
      write(entry, resource != null && showable(resource, entry), writer);
    }
    hideDeletions();
    bring(writer);
  }

  /**
   * What was brought along by way of what is not shown would tell of that, and so would a number
   * that is left out because of it.
   */
  private void bring(BundleWriter writer) throws IOException {
    if (brought.isEmpty()) {
      return;
    }
    Steps steps = isDocument() ? Steps.ANY : examination.interaction().steps();
    List<HostEntry> led =
        new Brought(steps, base(), json)
            .by(found, brought, entry -> showable(Objects.requireNonNull(entry.resource()), entry));
    for (HostEntry entry : led) {
      write(entry, true, writer);
    }
  }

  private void take(HostEntry entry, BundleWriter writer) throws IOException {
    FhirResource resource = entry.resource();
    boolean shows = resource != null && showable(resource, entry);
    if (resource != null && isBrought(entry)) {
      brought.add(entry);
      if (shows) {
        verdicts.tells(resource);
      }
      return;
    }
    boolean told = resource == null || shows || bodies.through(resource, base()).isEmpty();
    // A document begins with its Composition, and with nothing that has to wait for others
    if (waiting.isEmpty() && (told || isDocument())) {
      write(entry, shows, writer);
      return;
    }
    waiting.add(entry);
    if (shows) {
      verdicts.tells(resource);
    }
  }

  /** With what a search found, or with the Composition that a document begins with. */
  private boolean isBrought(HostEntry entry) {
    return isDocument()
        ? matches + removed > 0
        : searches && entry.isBrought(examination.interaction().type());
  }

  private void write(HostEntry entry, boolean shows, BundleWriter writer) throws IOException {
    FhirResource resource = entry.resource();
    String mode = entry.mode();
    if (resource != null && shows) {
      showDeletions(writer);
      verdicts.tells(resource);
      found.add(entry);
      Copied copied = new Copied(resource, entry.from(), entry.to(), masked);
      if (isHistory()) {
        writer.version(links.resource(resource), json, copied, entry.version(), key(resource));
      } else {
        writer.entry(url(resource, entry.name()), json, copied, mode);
      }
      matches += isHistory() || isDocument() || "match".equals(mode) ? 1 : 0;
    } else if (resource == null
        && isHistory()
        && !examination.grant().limited()
        && entry.version().isDeletionOf(examination.interaction().type())) {
      deletions.add(entry.version());
    } else if (isDocument() && matches + removed == 0) {
      // bdl-11: its Composition, without which it is no document
      throw new IOException("a document of nobody's");
    } else if (!entry.isOutcome()) {
      // What a host says of the search itself is not shown, and no result either
      removed++;
      hideDeletions();
    }
  }

  private void showDeletions(BundleWriter writer) throws IOException {
    for (Version deletion : deletions) {
      writer.deletion(deletion);
      matches++;
    }
    deletions.clear();
  }

  private void hideDeletions() {
    removed += deletions.size();
    deletions.clear();
  }

  private boolean showable(FhirResource resource, HostEntry entry) {
    return verdicts.shows(resource, json, entry.from(), entry.to());
  }

  private boolean isOperation() {
    return examination.interaction().code().equals("operation");
  }

  private String base() {
    return examination.host().url().toString();
  }

  /** What is only made for a document has a name there and no place elsewhere. */
  private @Nullable String url(FhirResource resource, @Nullable String name) {
    return resource.id() == null && name != null && NAME.matcher(name).matches()
        ? name
        : links.resource(resource);
  }

  private static String key(FhirResource resource) {
    return resource.type() + "/" + resource.id();
  }

  private boolean isDocument() {
    return expected.equals("document");
  }

  private boolean isHistory() {
    return expected.equals("history");
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not a searchset");
    }
  }
}
