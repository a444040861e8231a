// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;

/**
 * Something that starts with the gateway and stops with it. Stopped in reverse order of starting.
 */
public interface Part {

  Future<?> start();

  /** Finishes what is under way within its own bounds. */
  Future<?> stop();
}
