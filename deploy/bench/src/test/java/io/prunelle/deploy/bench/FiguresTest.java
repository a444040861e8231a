// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private final Figures figures = new Figures();

  @BeforeEach
  void measured() {
    figures.add("small read, CPU", "vertx-http-proxy", "us/request", 50);
    figures.add("small read, CPU", "gateway", "us/request", 90);
    figures.add("journal", "gateway", "bytes/entry", 600);
  }

  @Test
  void aFigureHasItsRatioToTheSameOfTheBareProxy() {
    assertThat(of(1).getDouble("ratioToBare")).isEqualTo(1.8);
    assertThat(figures.table()).containsPattern("gateway +90.00 us/request +1.80");
  }

  @Test
  void whatTheBareProxyDoesNotHaveHasNoRatio() {
    assertThat(of(2).getValue("ratioToBare")).isNull();
  }

  private JsonObject of(int index) {
    return figures.json().getJsonObject(index);
  }
}
