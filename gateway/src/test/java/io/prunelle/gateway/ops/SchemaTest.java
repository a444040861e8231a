// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway whose tables are of before says so, and does not serve. */
final class SchemaTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Schema of(TestDatabase database, int needed) {
    return new Schema(Pools.of(vertx, database.settings()).work(), needed);
  }

  @Test
  void itNeedsTheNewestOfItsMigrations() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .anyMatch(name -> name.startsWith("V" + Schema.newest() + "__"))
          .noneMatch(name -> name.startsWith("V" + (Schema.newest() + 1) + "__"));
    }
  }

  @Test
  void whatWasMigratedIsReadyAlsoForAnOlderGateway() {
    TestDatabase database = TestDatabase.migrated();

    of(database, Schema.newest()).start().await();
    of(database, Schema.newest()).ready().await();
    of(database, Schema.newest() - 1).start().await();
  }

  @Test
  void aDatabaseOfBeforeEndsTheStart() {
    Schema schema = of(TestDatabase.migrated(), Schema.newest() + 1);

    assertThatThrownBy(() -> schema.start().await())
        .hasMessageContaining("version " + Schema.newest() + " of the tables")
        .hasMessageContaining("gateway migrate");
    assertThatThrownBy(() -> schema.ready().await()).hasMessageContaining("gateway migrate");
  }

  @Test
  void soDoesOneThatWasNeverMigrated() {
    assertThatThrownBy(() -> of(TestDatabase.fresh(), 1).start().await())
        .hasMessageContaining("version 0 of the tables");
  }

  /**
   * Whatever its tables are: some requests could not be written down, and were refused for ever.
   */
  @Test
  void aDatabaseThatLacksCharactersEndsTheStart() {
    Schema schema = of(TestDatabase.inLatin1(), 0);

    assertThatThrownBy(() -> schema.start().await())
        .hasMessage(
            "the database is in LATIN1, and UTF8 is needed:"
                + " create it with ENCODING 'UTF8' TEMPLATE template0");
    assertThatThrownBy(() -> schema.ready().await()).hasMessageContaining("LATIN1");
  }

  @Test
  void norIsItMigrated() {
    TestDatabase database = TestDatabase.inLatin1();

    assertThatThrownBy(() -> Migration.run(TestSettings.of(database)))
        .rootCause()
        .hasMessageStartingWith("the database is in LATIN1, and UTF8 is needed: ");
    assertThat(database.rows("SELECT nspname FROM pg_namespace WHERE nspname = 'migration'"))
        .isEmpty();
  }

  @Test
  void aDatabaseThatIsNotThereYetIsWaitedFor() {
    Schema schema =
        new Schema(
            Pools.of(vertx, TestSettings.of(TestDatabase.fresh().through(9)).database()).work(), 1);

    schema.start().await();

    assertThatThrownBy(() -> schema.ready().await()).isNotNull();
  }
}
