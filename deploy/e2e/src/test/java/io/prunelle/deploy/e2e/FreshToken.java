// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.time.Duration;
import java.util.function.Supplier;

/** Somebody's access token, another one each minute. */
final class FreshToken implements Supplier<String> {

  private static final long NANOS = Duration.ofMinutes(1).toNanos();

  private final Realm realm;
  private final Demo.User user;
  private String token;
  private long issued;

  FreshToken(Realm realm, Demo.User user) {
    this.realm = realm;
    this.user = user;
  }

  @Override
  public synchronized String get() {
    if (token == null || System.nanoTime() - issued > NANOS) {
      token = realm.token(user);
      issued = System.nanoTime();
    }
    return token;
  }
}
