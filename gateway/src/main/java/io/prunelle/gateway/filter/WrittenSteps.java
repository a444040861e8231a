// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.rest.SearchTerm.Include;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Steps as a link to a further page holds them, where every character counts: {@code >} for an
 * include and {@code <} for its reverse, {@code *} where it is taken time and again, then its
 * value.
 */
final class WrittenSteps {

  /** As leaves room for a continuation that repeats them, with names and escapes. */
  private static final int LONGEST = 700;

  private static final String REVERSE = "<";
  private static final String ITERATE = "*";

  private WrittenSteps() {}

  /** Throws the refusal where they are more than a link has room for. */
  static String of(Steps steps) {
    String written = steps.asked().stream().map(WrittenSteps::of).collect(Collectors.joining(" "));
    if (written.length() > LONGEST) {
      throw PageTokens.tooLong();
    }
    return written;
  }

  private static String of(Include step) {
    return (step.reverse() ? REVERSE : ">")
        + (step.iterate() ? ITERATE : "")
        + step.written().value();
  }

  static Steps read(String written) {
    return written.isEmpty()
        ? Steps.NONE
        : new Steps(Stream.of(written.split(" ", -1)).map(WrittenSteps::step).toList());
  }

  private static Include step(String written) {
    boolean iterate = written.startsWith(ITERATE, 1);
    String[] value = written.substring(iterate ? 2 : 1).split(":", 3);
    return new Include(
        written.startsWith(REVERSE),
        iterate,
        value[0],
        value[1],
        value.length == 3 ? value[2] : null);
  }
}
