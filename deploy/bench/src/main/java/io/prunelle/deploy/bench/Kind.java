// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.util.regex.Pattern;

/** Kinds of requests that a host gets; one is of the first that it matches. */
enum Kind {
  EVERYTHING("$everything", ".*\\$everything.*"),
  EXPUNGE("$expunge", ".*\\$expunge"),
  HISTORY("history", ".*_history.*"),
  BUNDLE("transactions and batches", "POST .*"),
  CHANGE("single changes", "(PUT|DELETE) .*"),
  BY_ID("searches by id", ".*\\?_id=.*"),
  ANY("searches for any of a type", ".*/\\w+\\?_count=\\d+"),
  NEXT("further pages", ".*_getpages=.*"),
  SEARCH("searches by reference or identifier", ".*\\?.*"),
  READ("reads", ".*");

  final String title;
  private final Pattern matching;

  Kind(String title, String matching) {
    this.title = title;
    this.matching = Pattern.compile(matching);
  }

  /**
   * Tells which it is.
   *
   * @param target what follows the host's base address
   */
  static Kind of(String method, String target) {
    for (Kind kind : values()) {
      if (kind.matching.matcher(method + " " + target).matches()) {
        return kind;
      }
    }
    return READ;
  }
}
