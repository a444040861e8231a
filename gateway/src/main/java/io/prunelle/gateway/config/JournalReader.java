// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import io.prunelle.gateway.config.Settings.Credentials;
import io.prunelle.gateway.config.Settings.Journal;
import io.prunelle.gateway.config.Settings.Witness;
import io.prunelle.gateway.config.Settings.WitnessDatabase;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;

/** Reads how the journal is kept. */
final class JournalReader {

  /** What patients may look back on at least: Regulation (EU) 2025/327 (EHDS), article 9. */
  private static final Period LEAST = Period.ofYears(3);

  private final Keys keys;

  JournalReader(Keys keys) {
    this.keys = keys;
  }

  Journal read(String key) {
    Settings.Pkcs11 token = new Pkcs11Reader(keys).read(key + ".pkcs11");
    if (token != null && keys.optional(key + ".key").isPresent()) {
      throw new InvalidSettings(key + ".key", "is there beside " + key + ".pkcs11.library");
    }
    return new Journal(
        token == null ? Keys.file(key + ".key", keys.text(key + ".key")) : null,
        keys.optional(key + ".key-password").orElse(null),
        token,
        former(key + ".former-keys"),
        keys.number(key + ".queue", 2_048, 16, 100_000),
        retention(key + ".retention"),
        witness(key + ".witness"));
  }

  private Witness witness(String key) {
    return new Witness(
        keys.optional(key + ".file").map(name -> appendable(key + ".file", name)).orElse(null),
        keys.optional(key + ".url").isPresent() ? keys.safeUrl(key + ".url") : null,
        keys.optional(key + ".postgresql.host").isPresent() ? database(key + ".postgresql") : null,
        keys.duration(key + ".interval", Duration.ofMinutes(1), Duration.ofSeconds(1)));
  }

  private WitnessDatabase database(String key) {
    return new WitnessDatabase(
        keys.text(key + ".host"),
        keys.port(key + ".port"),
        keys.text(key + ".name"),
        new Credentials(keys.text(key + ".user"), keys.text(key + ".password")),
        keys.certificates(key + ".ca"));
  }

  /** It may not exist yet. */
  private static Path appendable(String key, String name) {
    try {
      Path file = Path.of(name).toAbsolutePath();
      Path directory = file.getParent();
      if (Files.isRegularFile(file)
          ? Files.isWritable(file)
          : directory != null && Files.isDirectory(directory)) {
        return file;
      }
    } catch (InvalidPathException noPath) {
      // told below
    }
    throw new InvalidSettings(key, name + " is no file that can be written");
  }

  private List<Path> former(String key) {
    List<Path> files = new ArrayList<>();
    for (String name : keys.words(key, word -> true, "a file")) {
      files.add(Keys.file(key, name));
    }
    return List.copyOf(files);
  }

  private Period retention(String key) {
    Period retention = keys.period(key, LEAST).normalized();
    // what is kept is dropped by the month
    if (!retention.equals(Period.ofMonths((int) retention.toTotalMonths()).normalized())
        || retention.toTotalMonths() < LEAST.toTotalMonths()) {
      throw new InvalidSettings(key, retention + " is not whole months, at least " + LEAST);
    }
    return retention;
  }
}
