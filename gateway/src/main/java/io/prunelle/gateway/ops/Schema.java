// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the database can store what this gateway writes, and has the tables that it was written
 * for: a program that was replaced before {@code migrate} ran would serve, and fail where nobody
 * looks. Newer ones are its successor's business.
 */
public final class Schema implements Part {

  private static final String ANY = "/db/migration/R__grants.sql";
  private static final Pattern VERSIONED = Pattern.compile("(?:.*/)?V([0-9]{1,6})__[^/]*\\.sql");

  private static final String VERSION =
      "SELECT coalesce(max(version::int), 0) FROM migration.flyway_schema_history"
          + " WHERE success AND version ~ '^[0-9]{1,6}$'";

  /** No such table, no such schema, not for this role: nobody has migrated as this gateway does. */
  private static final Set<String> NONE = Set.of("42P01", "3F000", "42501");

  private final Pool pool;
  private final int needed;
  private volatile boolean found;

  /** Reads from the program itself which version it needs. Blocks. */
  public Schema(Pool pool) {
    this(pool, newest());
  }

  Schema(Pool pool, int needed) {
    this.pool = pool;
    this.needed = needed;
  }

  /** Fails when the database is there and not fit; not when it is not there yet. */
  @Override
  public Future<?> start() {
    return ready()
        .recover(
            failure ->
                failure instanceof UnfitDatabase
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture());
  }

  @Override
  public Future<?> stop() {
    return Future.succeededFuture();
  }

  /** Succeeds once they have been seen to be there. */
  public Future<Void> ready() {
    return found ? Future.succeededFuture() : encoded().compose(fit -> tables());
  }

  private Future<Void> encoded() {
    return pool.query(Encoding.QUERY)
        .execute()
        .map(
            rows -> {
              Encoding.check(rows.iterator().next().getString(0));
              return null;
            });
  }

  private Future<Void> tables() {
    return pool.query(VERSION)
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0))
        .recover(
            failure ->
                failure instanceof PgException answer && NONE.contains(answer.getSqlState())
                    ? Future.succeededFuture(0)
                    : Future.failedFuture(failure))
        .compose(
            version -> {
              found = version >= needed;
              return found
                  ? Future.succeededFuture()
                  : Future.failedFuture(UnfitDatabase.behind(version, needed));
            });
  }

  /** Of the migrations that the program brings. */
  static int newest() {
    URL any = Objects.requireNonNull(Schema.class.getResource(ANY));
    try {
      URLConnection connection = any.openConnection();
      if (connection instanceof JarURLConnection jar) {
        jar.setUseCaches(false);
        try (JarFile file = jar.getJarFile()) {
          return newest(
              file.stream()
                  .map(JarEntry::getName)
                  .filter(name -> name.startsWith("db/migration/")));
        }
      }
      try (Stream<Path> files =
          Files.list(Objects.requireNonNull(Path.of(any.toURI()).getParent()))) {
        return newest(files.map(Path::toString));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int newest(Stream<String> names) {
    return names
        .map(VERSIONED::matcher)
        .filter(Matcher::matches)
        .mapToInt(name -> Integer.parseInt(name.group(1)))
        .max()
        .orElseThrow();
  }
}
