// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {

  private static final String TWO =
      """
      servers = cloud, cabinet
      cloud.port = 8404
      cloud.jdbc-url = jdbc:postgresql://127.0.0.1/a
      cloud.user = a
      cloud.password = x
      cloud.access-log = /logs/a.log
      cabinet.port = 8405
      cabinet.jdbc-url = jdbc:postgresql://127.0.0.1/b
      cabinet.user = b
      cabinet.password = y
      cabinet.access-log = /logs/b.log
      cabinet.setting = plain
      """;

  @Test
  void serversAreReadInTheOrderTheyAreListed() throws IOException {
    assertThat(ServerSettings.of(properties(TWO)))
        .containsExactly(
            new ServerSettings(
                "cloud",
                8404,
                "jdbc:postgresql://127.0.0.1/a",
                "a",
                "x",
                Path.of("/logs/a.log"),
                Setting.GENEROUS),
            new ServerSettings(
                "cabinet",
                8405,
                "jdbc:postgresql://127.0.0.1/b",
                "b",
                "y",
                Path.of("/logs/b.log"),
                Setting.PLAIN));
  }

  @Test
  void missingKeyIsNamed() throws IOException {
    Properties properties = properties(TWO.replace("cabinet.user = b\n", ""));

    assertThatThrownBy(() -> ServerSettings.of(properties)).hasMessage("cabinet.user: missing");
  }

  @Test
  void wrongPortIsNamedWithItsValue() throws IOException {
    Properties properties = properties(TWO.replace("8405", "84050"));

    assertThatThrownBy(() -> ServerSettings.of(properties))
        .hasMessage("cabinet.port: 84050 is not a port");
  }

  @Test
  void unknownSettingIsNamedWithItsValue() throws IOException {
    Properties properties = properties(TWO.replace("plain", "meagre"));

    assertThatThrownBy(() -> ServerSettings.of(properties))
        .hasMessage("cabinet.setting: meagre is neither generous nor plain");
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }
}
