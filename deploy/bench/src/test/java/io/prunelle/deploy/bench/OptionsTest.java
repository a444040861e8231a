// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  private static final Path DIRECTORY = Path.of("target");

  @Test
  void whatIsNotSaidHasItsDefault() {
    Options options = Options.of(new String[] {"--seconds", "3"}, 8500, DIRECTORY);

    assertThat(options.measured()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.patients()).isEqualTo(10_000);
    assertThat(options.json()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          --seconds,           --seconds needs a value
          --seconds 0,         --seconds: 0 is not a positive number
          --patients many,     --patients: many is not a positive number
          --quick yes,         unknown option --quick
          """)
  void aWrongOptionIsNamed(String arguments, String line) {
    assertThatThrownBy(() -> Options.of(arguments.split(" ", -1), 8500, DIRECTORY))
        .hasMessage(line);
  }
}
