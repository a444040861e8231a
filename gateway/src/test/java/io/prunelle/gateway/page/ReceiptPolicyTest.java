// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ReceiptPolicyTest {

  private static final String NOTHING = "style-src 'none'";

  @Test
  void theRealmsOwnStyleCountsAndNoOther() {
    String policy =
        ReceiptPolicy.of(
            Buffer.buffer(
                "<html><head><style>p{}</style></head><body style=\"x\"><style>q{}</style>"));

    // printf 'p{}' | openssl dgst -sha256 -binary | base64
    assertThat(policy)
        .contains(
            "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; base-uri 'none'",
            "sandbox",
            "default-src 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void withoutOneNoStyleCounts() {
    assertThat(ReceiptPolicy.of(Buffer.buffer("receipt"))).contains(NOTHING);
    assertThat(ReceiptPolicy.of(Buffer.buffer("<head></head><body><style>q{}</style></body>")))
        .contains(NOTHING);
  }
}
