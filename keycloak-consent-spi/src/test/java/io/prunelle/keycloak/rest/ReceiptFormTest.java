// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|JWT",
        "application/jwt|JWT",
        "application/*|JWT",
        "application/json|JSON",
        "application/json, text/html|JSON",
        "text/html, application/xhtml+xml, application/xml, */*|HTML",
        "text/*|HTML",
        "image/png, */*|JWT"
      })
  void theFirstAcceptableFormIsTaken(String accept, ReceiptForm form) {
    assertThat(wanted(accept)).isEqualTo(form);
  }

  @Test
  void whatNobodyCanBeGivenIsRefused() {
    assertThatThrownBy(() -> wanted("image/png, application/pdf"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("application/jwt");
  }

  private static ReceiptForm wanted(String accept) {
    return ReceiptForm.wanted(
        Arrays.stream(accept.split(", "))
            .map(range -> range.split("/"))
            .map(range -> new MediaType(range[0], range[1]))
            .toList());
  }
}
