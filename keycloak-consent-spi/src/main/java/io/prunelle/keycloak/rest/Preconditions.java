// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.EntityTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request wants to hold of a resource before it is answered, RFC 9110 13. */
final class Preconditions {
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?(\"[^\"]*\")\\s*(?:,|$)");
  private static final String ANY = "*";

  private final @Nullable String ifMatch;
  private final @Nullable String ifNoneMatch;

  /**
   * @param ifMatch the header as sent
   * @param ifNoneMatch the header as sent
   */
  Preconditions(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    this.ifMatch = ifMatch;
    this.ifNoneMatch = ifNoneMatch;
  }

  /** Whether a reader has that representation already. */
  boolean has(EntityTag present) {
    return ifNoneMatch != null && named(ifNoneMatch, Optional.of(present), true, EntityTag::equals);
  }

  /**
   * Lets a change pass; to be asked under the lock of what is changed. Without a condition every
   * change passes.
   *
   * @param present what is there now, empty when there is nothing
   * @throws Problem when a condition does not hold
   */
  void check(Optional<EntityTag> present) {
    if (ifMatch != null && !named(ifMatch, present, false, EntityTag::isOfSameStored)) {
      throw failed(
          present.isPresent()
              ? "If-Match: it has changed since that version was read"
              : "If-Match: there is nothing here yet");
    }
    if (ifNoneMatch != null && named(ifNoneMatch, present, true, EntityTag::equals)) {
      throw failed("If-None-Match: it exists already");
    }
  }

  // 13.1.1 compares strongly, 13.1.2 weakly; what cannot be read names nothing
  private static boolean named(
      String header,
      Optional<EntityTag> present,
      boolean weakly,
      BiPredicate<EntityTag, EntityTag> same) {
    return present
        .filter(
            tag ->
                ANY.equals(header.strip())
                    || tags(header, weakly).stream().anyMatch(named -> same.test(named, tag)))
        .isPresent();
  }

  private static List<EntityTag> tags(String header, boolean weakToo) {
    List<EntityTag> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(header);
    while (tag.lookingAt()) {
      if (weakToo || tag.group(1) == null) {
        tags.add(new EntityTag(tag.group(2)));
      }
      tag.region(tag.end(), header.length());
    }
    return tags;
  }

  private static Problem failed(String detail) {
    return new Problem(ProblemType.PRECONDITION_FAILED, detail);
  }
}
