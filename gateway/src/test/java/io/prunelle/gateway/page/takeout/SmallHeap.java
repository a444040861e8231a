// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;

/**
 * A program that prepares an archive of a large record, to be run with less memory than the record
 * takes. Arguments: port and name of the database, user and password of the gateway, and how many
 * MiB the record has.
 */
final class SmallHeap {

  private SmallHeap() {}

  public static void main(String[] arguments) throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    Settings.Credentials gateway = new Settings.Credentials(arguments[2], arguments[3]);
    Pools pools =
        Pools.of(
            vertx,
            new Settings.Database(
                "127.0.0.1", Integer.parseInt(arguments[0]), arguments[1], gateway, 4, 2, null));
    Takeouts takeouts = new Takeouts(vertx, pools.work(), TestSettings.page("secret", null));
    Begun begun =
        TakeoutFixture.get(
            takeouts.ask(
                TakeoutFixture.ask(
                    TakeoutFixture.ANNE,
                    TakeoutsTest.large(Integer.parseInt(arguments[4])),
                    "cabinet-des-lilas")));
    System.out.println(begun);
    // Until whoever started it has seen in the database how it ended
    new CountDownLatch(1).await();
  }
}
