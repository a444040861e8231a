// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What identifies a resource on whichever host it is: records keep their ids when they move. */
public record ResourceKey(String type, String id) implements Comparable<ResourceKey> {

  // FHIR R4, datatypes#id, and http.html#2.21.0.1 for the version that a reference may name
  private static final Pattern RELATIVE =
      Pattern.compile(
          "(?<type>[A-Z][A-Za-z]{1,63})/(?<id>[A-Za-z0-9\\-.]{1,64})(/_history/[A-Za-z0-9\\-.]{1,64})?");

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::type).thenComparing(ResourceKey::id);

  public static final String PATIENT = "Patient";
  public static final String BINARY = "Binary";
  public static final String BUNDLE = "Bundle";

  public static ResourceKey patient(String id) {
    return new ResourceKey(PATIENT, id);
  }

  /**
   * The resource that a reference names on the same host; empty for anything else: contained
   * ({@code #x}), {@code urn:}, absolute and conditional references.
   */
  public static Optional<ResourceKey> ofReference(String reference) {
    Matcher relative = RELATIVE.matcher(reference);
    return relative.matches()
        ? Optional.of(new ResourceKey(relative.group("type"), relative.group("id")))
        : Optional.empty();
  }

  /** Reads what {@link #toString} wrote. */
  public static ResourceKey parse(String name) {
    return ofReference(name).orElseThrow();
  }

  public boolean isPatient() {
    return type.equals(PATIENT);
  }

  @Override
  public int compareTo(ResourceKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
