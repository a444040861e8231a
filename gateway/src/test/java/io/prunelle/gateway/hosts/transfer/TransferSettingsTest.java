// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.GATEWAY_NOT_READY;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransferSettingsTest {

  @Test
  void thePauseDoublesUpToABound() {
    TransferSettings settings = TransferSettings.of(Settings.Transfer.DEFAULT);

    assertThat(settings.pause(1, HOST_REFUSED)).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.pause(2, HOST_REFUSED)).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.pause(6, HOST_REFUSED)).isEqualTo(Duration.ofSeconds(32));
    assertThat(settings.pause(11, HOST_REFUSED)).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.pause(Integer.MAX_VALUE, HOST_REFUSED)).isEqualTo(Duration.ofMinutes(15));
  }

  /** Its database may be back at any time, and nothing tells. */
  @Test
  void whatTheGatewayLackedIsLookedForEachMinute() {
    TransferSettings settings = TransferSettings.of(Settings.Transfer.DEFAULT);

    assertThat(settings.pause(2, GATEWAY_NOT_READY)).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.pause(30, GATEWAY_NOT_READY)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void noAnswerIsLargerThanTheHeapCanHoldWhileItIsRead() {
    assertThat(TransferSettings.of(Settings.Transfer.DEFAULT, 256 << 20).answerBytes())
        .isEqualTo((256 << 20) / 12);
    assertThat(TransferSettings.of(Settings.Transfer.DEFAULT, 8L << 30).answerBytes())
        .isEqualTo(64 << 20);
  }
}
