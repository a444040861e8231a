// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import java.util.concurrent.Callable;

/**
 * Memory for work that takes many times of it what it works on, for as long as it does. Can be
 * asked for on any thread.
 */
public interface Loan {

  /** Of what the gateway has made itself: as much as it takes. */
  Loan OWN =
      new Loan() {
        @Override
        public boolean ever(long bytes) {
          return true;
        }

        @Override
        public <T> T during(long bytes, Callable<T> work) throws Exception {
          return work.call();
        }
      };

  /** Whether there could be as much at all, if nothing else were under way. */
  boolean ever(long bytes);

  /** Does the work; throws the refusal when there is no room for it now. */
  <T> T during(long bytes, Callable<T> work) throws Exception;
}
