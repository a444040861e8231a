// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.vertx.core.Future;

/**
 * What is done about a request while its token is looked at. Of a token that is bound to a key the
 * order is {@link #shows}, {@link #admit}, and {@link #by} once the proof holds: its signature is
 * what takes long to check. Of another one it is {@link #shows}, {@link #by}, {@link #admit}.
 */
public interface Reception {

  /** Where nothing is counted or written down. */
  Reception NONE =
      new Reception() {
        @Override
        public void shows(Caller owner) {
          // nobody asks
        }

        @Override
        public void by(Caller caller) {
          // nobody asks
        }

        @Override
        public Future<Void> admit(Caller owner) {
          return Future.succeededFuture();
        }
      };

  /**
   * The token holds; whether whoever shows it may is not known yet.
   *
   * @param owner whose token it is
   */
  void shows(Caller owner);

  /** Who shows the token may. */
  void by(Caller caller);

  /**
   * Counts the request. Called at most once, and not for what is refused without much work.
   *
   * @param owner whose token it is
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it is one too many
   */
  Future<Void> admit(Caller owner);
}
