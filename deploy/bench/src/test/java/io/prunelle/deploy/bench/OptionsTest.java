// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    assertThat(options.measures("gateway")).isTrue();
    assertThat(options.cases()).containsExactly(Case.values());
    assertThat(options.loads()).containsExactly(LoadKind.values());
  }

  @Test
  void aPartIsMeasuredWhereOneIsNamed() {
    Options options =
        Options.of(
            new String[] {
              "--of",
              "gateway",
              "--cases",
              "bundle",
              "--loads",
              "usual,paced",
              "--gateway-java",
              "-XX:+UseG1GC  -Xlog:gc"
            },
            8500,
            DIRECTORY);

    assertThat(options.measures("nginx")).isFalse();
    assertThat(options.cases()).containsExactly(Case.BUNDLE);
    assertThat(options.loads()).containsExactly(LoadKind.USUAL, LoadKind.PACED);
    assertThat(options.gatewayJava()).containsExactly("-XX:+UseG1GC", "-Xlog:gc");
  }

  @Test
  void aJournalGrowsAndDoesNotShrink() {
    assertThat(Options.of(new String[] {"--grow", "10000000,50000000"}, 8500, DIRECTORY).grown())
        .containsExactly(10_000_000L, 50_000_000L);
    assertThatThrownBy(() -> Options.of(new String[] {"--grow", "5,5"}, 8500, DIRECTORY))
        .hasMessage("--grow: 5,5 does not rise");
  }

  @Test
  void recordsMoveWhereThatIsAskedFor() {
    assertThat(Options.of(new String[] {}, 8500, DIRECTORY).moves()).isNull();
    assertThat(Options.of(new String[] {"--transfer"}, 8500, DIRECTORY).moves())
        .isEqualTo(new Moves(List.of(20), 1_000, 200));
    assertThat(
            Options.of(
                    "--record-mb 20,50 --transfer --records 30 --reads 100".split(" ", -1),
                    8500,
                    DIRECTORY)
                .moves())
        .isEqualTo(new Moves(List.of(20, 50), 30, 100));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          --seconds,           --seconds needs a value
          --seconds 0,         --seconds: 0 is not a positive number
          --patients many,     --patients: many is not a positive number
          --loads heavy,       --loads: there is no heavy
          --loads paced,       '--loads: paced needs usual, which tells the rate'
          --of haproxy,        --of: there is no haproxy
          --of nginx --grow 9, '--grow measures the gateway: --of has to name it'
          --grow ten,          --grow: ten is not a list of numbers
          --transfer --records, --records needs a value
          --record-mb all,     --record-mb: all is not a list of numbers
          --quick yes,         unknown option --quick
          """)
  void aWrongOptionIsNamed(String arguments, String line) {
    assertThatThrownBy(() -> Options.of(arguments.split(" ", -1), 8500, DIRECTORY))
        .hasMessage(line);
  }
}
