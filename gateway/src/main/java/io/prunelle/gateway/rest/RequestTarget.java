// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path as practice and segments, each decoded once.
 *
 * @param segments below the practice's base; none is empty or a dot segment, none holds a slash
 */
record RequestTarget(String practice, List<String> segments) {

  /** A practice is an identifier of the settings, and needs no escape. */
  private static final Pattern PATH =
      Pattern.compile("/fhir/(?<practice>[a-z0-9][a-z0-9-]{0,62})(?<rest>/.*)?");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9.$*_-]{1,65}");
  private static final Percent PERCENT = Percent.ofPath();
  private static final int LONGEST = 1_024;
  private static final int MOST_SEGMENTS = 5;

  static RequestTarget parse(@Nullable String path) {
    Matcher matcher = PATH.matcher(path == null || path.length() > LONGEST ? "" : path);
    if (!matcher.matches()) {
      throw new Refusal.NotFound("path-unknown").refused();
    }
    String rest = matcher.group("rest");
    List<String> segments = new ArrayList<>(4);
    // As some clients write the base URL, to which they post bundles
    if (rest != null && !rest.equals("/")) {
      for (String encoded : rest.substring(1).split("/", -1)) {
        segments.add(segment(encoded));
      }
    }
    if (segments.size() > MOST_SEGMENTS) {
      throw malformed();
    }
    return new RequestTarget(matcher.group("practice"), List.copyOf(segments));
  }

  private static String segment(String encoded) {
    String segment = encoded.indexOf('%') < 0 ? encoded : PERCENT.decode(encoded);
    if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
      throw malformed();
    }
    return segment;
  }

  static RuntimeException malformed() {
    return PERCENT.malformed("The path is not one of FHIR's RESTful URLs.");
  }
}
