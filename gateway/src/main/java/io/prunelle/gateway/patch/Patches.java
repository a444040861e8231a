// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.Weight;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.PatchFormat;
import java.util.Map;
import java.util.Optional;

/** The door of this package. Bounded in operations, sizes and steps. */
public final class Patches {

  static final int MOST_OPERATIONS = 200;
  static final int LONGEST_PATCH = 256 * 1024;
  static final int LONGEST_RESULT = 4 * 1024 * 1024;

  private Patches() {}

  /**
   * What it takes of the memory to apply one, in bytes. In XML the resource is a tree, then a
   * document, then a tree again.
   */
  public static long weight(PatchFormat format, byte[] patch, byte[] stored) {
    requireShort(patch);
    long resource = Weight.ofJson(stored);
    return switch (format) {
      case JSON_PATCH, FHIRPATH_PATCH -> resource + Weight.ofJson(patch);
      case XML_PATCH -> 3 * resource + 2 * Weight.ofDom(patch);
    };
  }

  /**
   * The resource as the patch makes it, in JSON. May take a while: not for an event loop.
   *
   * @param patch of a FHIRPath Patch, the Parameters in JSON
   * @param stored in JSON
   * @throws io.prunelle.gateway.refusal.Refused 400, 413 or 422 when there is no such thing
   */
  public static byte[] applied(PatchFormat format, byte[] patch, byte[] stored) {
    requireShort(patch);
    if (stored.length > LONGEST_RESULT) {
      throw tooLong();
    }
    byte[] result =
        switch (format) {
          case JSON_PATCH -> JsonPatch.applied(patch, stored);
          case FHIRPATH_PATCH -> FhirPathPatch.applied(patch, stored);
          case XML_PATCH -> XmlPatch.applied(patch, stored);
        };
    if (result.length > LONGEST_RESULT) {
      throw tooLong();
    }
    return result;
  }

  /**
   * Whether how it ends, or what comes of it, may tell what stands in a place of the resource that
   * the caller is not shown: it compares, or carries something from one place to another.
   */
  public static boolean looks(PatchFormat format, byte[] patch) {
    requireShort(patch);
    return switch (format) {
      case JSON_PATCH -> JsonPatch.looks(patch);
      case FHIRPATH_PATCH -> FhirPathPatch.looks(patch);
      case XML_PATCH -> XmlPatch.looks(patch);
    };
  }

  /**
   * The elements of a resource that a patch puts in place as a whole, and does nothing else: it
   * applies whatever the resource is like. None but a JSON Patch is told to be one.
   *
   * @return by their names, in JSON; empty when it may do anything else
   * @throws io.prunelle.gateway.refusal.Refused when it is no patch
   */
  public static Optional<Map<String, String>> putInPlace(PatchFormat format, byte[] patch) {
    requireShort(patch);
    return format == PatchFormat.JSON_PATCH ? JsonPatch.putInPlace(patch) : Optional.empty();
  }

  private static void requireShort(byte[] patch) {
    if (patch.length > LONGEST_PATCH) {
      throw tooLong();
    }
  }

  /** For who is told that the memory does not suffice, however long they wait. */
  public static RuntimeException tooHeavy() {
    return new Refusal.BadExchange(
            413,
            "body-too-long",
            "To patch the resource takes more memory than one caller may have. Send it as an"
                + " update.")
        .refused();
  }

  static RuntimeException malformed(String diagnostics) {
    return new Refusal.BadExchange(400, "body-malformed", diagnostics).refused();
  }

  static RuntimeException inapplicable(String diagnostics) {
    return new Refusal.BadExchange(422, "patch-not-applicable", diagnostics).refused();
  }

  static RuntimeException tooLong() {
    return new Refusal.BadExchange(
            413,
            "body-too-long",
            "A patch may have "
                + MOST_OPERATIONS
                + " operations and 256 KiB, and make a resource of 4 MiB.")
        .refused();
  }
}
