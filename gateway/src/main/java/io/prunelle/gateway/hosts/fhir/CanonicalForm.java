// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a resource is compared: names sorted, without {@code meta.versionId}, {@code
 * meta.lastUpdated} and {@code meta.source}, which each host sets for itself; {@code meta.profile},
 * {@code meta.security} and {@code meta.tag} sorted as texts, without {@code display}; without a
 * word of where a host keeps content that it shows.
 */
public final class CanonicalForm {

  // FHIR R4, references.html#literal: an absolute address of a resource, possibly of a version
  private static final Pattern ADDRESS =
      Pattern.compile(
          "https?://.+/[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64}(/_history/[A-Za-z0-9\\-.]{1,64})?");

  // FHIR R4, narrative.html#xhtml: a picture may be a resource of the same host
  private static final Pattern PICTURE = Pattern.compile("\\ssrc\\s*=\\s*[\"']([^\"']*)");

  // FHIR R4, resource.html#Meta: sets, of which a host may show the members in an order of its own
  private static final Set<String> SETS = Set.of("profile", "security", "tag");

  // HAPI keeps one definition of a tag for all resources: it shows the words that came with it
  // first
  private static final Set<String> CODINGS = Set.of("security", "tag");

  private CanonicalForm() {}

  /** Throws {@link IllegalArgumentException} for JSON that is not a resource with an id. */
  public static Resource of(Map<String, @Nullable Object> json) {
    return of(json, 0);
  }

  /**
   * The same.
   *
   * @param about how long it is as text, in bytes; 0 when that is not known
   */
  public static Resource of(Map<String, @Nullable Object> json, int about) {
    if (!(json.get("resourceType") instanceof String type)
        || !(json.get("id") instanceof String id)
        || ResourceKey.ofReference(type + "/" + id).isEmpty()) {
      throw new IllegalArgumentException("not a resource with an id");
    }
    Map<String, @Nullable Object> carried = Externalized.inlined(withoutStamps(json));
    Map<String, @Nullable Object> compared = compared(carried);
    Set<ResourceKey> references = new LinkedHashSet<>();
    Set<String> versioned = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>();
    references(carried, references, versioned, addresses);
    ResourceKey key = new ResourceKey(type, id);
    references.remove(key);
    BufferOutput body = new BufferOutput(about);
    Digest digest = new Digest(compared == null ? body : OutputStream.nullOutputStream());
    ExactJson.write(compared == null ? carried : compared, digest);
    if (compared != null) {
      ExactJson.write(carried, body);
    }
    return new Resource(
        key,
        version(json),
        instant(stamp(json, "lastUpdated")),
        body.buffer(),
        digest.hex(),
        Set.copyOf(references),
        Set.copyOf(versioned),
        Set.copyOf(addresses),
        !Externalized.lacks(carried));
  }

  // FHIR R4, resource.html#Meta: a host need not count versions
  private static String version(Map<String, @Nullable Object> json) {
    String counted = stamp(json, "versionId");
    return counted.isEmpty() ? stamp(json, "lastUpdated") : counted;
  }

  private static String stamp(Map<String, @Nullable Object> json, String name) {
    return json.get("meta") instanceof Map<?, ?> meta && meta.get(name) instanceof String value
        ? value
        : "";
  }

  /** Null for what is no instant (FHIR R4, datatypes.html#instant). */
  static @Nullable Instant instant(String stamp) {
    try {
      return stamp.isEmpty() ? null : OffsetDateTime.parse(stamp).toInstant();
    } catch (DateTimeException notAnInstant) {
      return null;
    }
  }

  private static Map<String, @Nullable Object> withoutStamps(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> meta = meta(json);
    meta.remove("versionId");
    meta.remove("lastUpdated");
    // HAPI shows the id of the request that wrote a version as a fragment of the source
    if (meta.get("source") instanceof String source && source.startsWith("#")) {
      meta.remove("source");
    }
    return with(json, meta);
  }

  /** What is compared; null where that is what is carried. */
  private static @Nullable Map<String, @Nullable Object> compared(
      Map<String, @Nullable Object> carried) {
    Map<String, @Nullable Object> meta = meta(carried);
    meta.remove("source");
    CODINGS.forEach(name -> meta.computeIfPresent(name, (same, items) -> withoutWords(items)));
    SETS.forEach(name -> meta.computeIfPresent(name, (same, items) -> sorted(items)));
    return meta.equals(meta(carried)) ? null : with(carried, meta);
  }

  private static Object withoutWords(Object items) {
    return items instanceof List<?> list
        ? list.stream().map(CanonicalForm::withoutDisplay).toList()
        : items;
  }

  private static Object withoutDisplay(Object coding) {
    if (!(coding instanceof Map<?, ?> members) || !members.containsKey("display")) {
      return coding;
    }
    Map<String, @Nullable Object> copy = new TreeMap<>(Page.object(members));
    copy.remove("display");
    return copy;
  }

  private static Object sorted(Object items) {
    return items instanceof List<?> list
        ? list.stream()
            .sorted(Comparator.comparing(item -> ExactJson.write(item).toString()))
            .toList()
        : items;
  }

  private static Map<String, @Nullable Object> meta(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> copy = new TreeMap<>();
    if (json.get("meta") instanceof Map<?, ?> meta) {
      meta.forEach((name, value) -> copy.put((String) name, value));
    }
    return copy;
  }

  private static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> json, Map<String, @Nullable Object> meta) {
    Map<String, @Nullable Object> copy = new TreeMap<>(json);
    if (meta.isEmpty()) {
      copy.remove("meta");
    } else {
      copy.put("meta", meta);
    }
    return copy;
  }

  /** References, and what is kept as a {@code Binary}: attachments behind an address, pictures. */
  private static void references(
      @Nullable Object value,
      Set<ResourceKey> found,
      Set<String> versioned,
      Set<String> addresses) {
    if (value instanceof Map<?, ?> members) {
      members.forEach(
          (name, member) -> {
            if (member instanceof String text && (name.equals("reference") || name.equals("url"))) {
              reference(text, found, versioned, addresses);
            } else if (member instanceof String text && name.equals("div")) {
              PICTURE
                  .matcher(text)
                  .results()
                  .forEach(picture -> reference(picture.group(1), found, versioned, addresses));
            } else {
              references(member, found, versioned, addresses);
            }
          });
    } else if (value instanceof List<?> items) {
      items.forEach(item -> references(item, found, versioned, addresses));
    }
  }

  private static void reference(
      String text, Set<ResourceKey> found, Set<String> versioned, Set<String> addresses) {
    ResourceKey.ofReference(text)
        .ifPresent(
            key -> {
              found.add(key);
              if (text.length() > key.toString().length()) {
                versioned.add(text);
              }
            });
    if (ADDRESS.matcher(text).matches()) {
      addresses.add(text);
    }
  }
}
