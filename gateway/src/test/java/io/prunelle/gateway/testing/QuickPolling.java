// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.PollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test waits for is looked at once and soon again, and ever less often. Registered for all
 * tests: most wait for what takes a few milliseconds.
 */
public final class QuickPolling implements BeforeAllCallback {

  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMillis(100);

  private static final PollInterval INTERVAL =
      (count, before) -> {
        Duration next = count <= 1 ? FIRST : before.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST) > 0 ? LONGEST : next;
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollInterval(INTERVAL);
  }
}
