// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Typed access to keys. Remembers which were asked for, so that the others can be told unknown. */
final class Keys {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern ELEMENT = Pattern.compile("\\[\\d+]$");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  /** A body is held in one piece. */
  private static final long LARGEST = 1L << 30;

  /** By which periods are compared. */
  private static final LocalDate SOME_DAY = LocalDate.of(2001, 1, 1);

  private final Config config;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> lists = new HashSet<>();

  Keys(Config config) {
    this.config = config;
  }

  String text(String key) {
    return optional(key).orElseThrow(() -> new InvalidSettings(key, "is missing"));
  }

  String text(String key, String otherwise) {
    return optional(key).orElse(otherwise);
  }

  Optional<String> optional(String key) {
    asked.add(key);
    Optional<String> value =
        Optional.ofNullable(config.getConfigValue(key).getValue()).map(String::strip);
    if (value.filter(String::isEmpty).isPresent()) {
      throw empty(key);
    }
    return value;
  }

  /**
   * Whoever writes nothing behind a key, an empty list or an empty variable, may mean none or all
   * of it, and would have had what is there without the key.
   */
  static InvalidSettings empty(String key) {
    return new InvalidSettings(key, "is empty: leave it out, or say what it is");
  }

  /** A name that ends up in paths, hostings and rows. */
  String identifier(String key) {
    String value = text(key);
    if (!value.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new InvalidSettings(
          key, value + " is not an identifier (lower-case letters, digits, hyphens, at most 63)");
    }
    return value;
  }

  int number(String key, int otherwise, int least, int most) {
    return optional(key).map(value -> number(key, value, least, most)).orElse(otherwise);
  }

  int port(String key) {
    return number(key, text(key), 0, 65535);
  }

  private static int number(String key, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below, with the same words as one out of range
    }
    throw new InvalidSettings(key, value + " is not a whole number from " + least + " to " + most);
  }

  /**
   * An absolute http or https URL, without trailing slash, query, fragment or user. Its scheme is
   * in lower case, so that nobody who looks for {@code https} takes {@code HTTPS} for something
   * else.
   */
  URI url(String key) {
    String value = text(key);
    try {
      URI url = new URI(value.replaceAll("/+$", ""));
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (Set.of("http", "https").contains(scheme)
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && url.getRawUserInfo() == null) {
        return new URI(scheme + url.toString().substring(scheme.length()));
      }
    } catch (URISyntaxException notAUrl) {
      // told below
    }
    throw new InvalidSettings(key, value + " is not an http(s) URL without query and user");
  }

  /**
   * The same where what is said or believed there must not be another's: by TLS, or to this machine
   * itself.
   */
  URI safeUrl(String key) {
    URI url = url(key);
    if (!url.getScheme().equals("https") && !LOOPBACK.matcher(url.getHost()).matches()) {
      throw new InvalidSettings(
          key, url + " is not https, which is needed but for 127.0.0.1 and localhost");
    }
    return url;
  }

  Duration duration(String key, Duration otherwise) {
    return optional(key).map(value -> duration(key, value)).orElse(otherwise);
  }

  /** The same, not so short that nobody could keep to it. */
  Duration duration(String key, Duration otherwise, Duration least) {
    Duration duration = duration(key, otherwise);
    if (duration.compareTo(least) < 0) {
      throw new InvalidSettings(
          key, duration.toMillis() + "ms is less than " + least.toMillis() + "ms");
    }
    return duration;
  }

  /** The same, nor so long that what it bounds is not bounded. */
  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    Duration duration = duration(key, otherwise, least);
    if (duration.compareTo(most) > 0) {
      throw new InvalidSettings(
          key, duration.toSeconds() + "s is more than " + most.toSeconds() + "s");
    }
    return duration;
  }

  private static Duration duration(String key, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new InvalidSettings(key, value + " is not a duration such as 500ms, 30s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** A period of the calendar (ISO 8601), not negative. */
  Period period(String key, Period otherwise) {
    return optional(key).map(value -> period(key, value)).orElse(otherwise);
  }

  /** The same, not longer than another. */
  Period period(String key, Period otherwise, Period most) {
    Period period = period(key, otherwise);
    if (SOME_DAY.plus(period).isAfter(SOME_DAY.plus(most))) {
      throw new InvalidSettings(key, period + " is more than " + most);
    }
    return period;
  }

  private static Period period(String key, String value) {
    try {
      Period period = Period.parse(value);
      if (period.getYears() >= 0 && period.getMonths() >= 0 && period.getDays() >= 0) {
        return period;
      }
    } catch (DateTimeParseException notAPeriod) {
      // told below
    }
    throw new InvalidSettings(key, value + " is not a period such as P1Y, P3M or P60D");
  }

  /** A file that can be read; null when none is named. */
  @Nullable Path file(String key) {
    return optional(key).map(name -> file(key, name)).orElse(null);
  }

  /** The same, of certificates in PEM. */
  @Nullable Path certificates(String key) {
    Path file = file(key);
    if (file != null) {
      pem(key, file);
    }
    return file;
  }

  /** What a file says that holds certificates in PEM. */
  static String pem(String key, Path file) {
    try {
      byte[] pem = Files.readAllBytes(file);
      if (!CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .isEmpty()) {
        return new String(pem, StandardCharsets.ISO_8859_1);
      }
    } catch (CertificateException | IOException unreadable) {
      // told below
    }
    throw new InvalidSettings(key, file + " is no file with certificates in PEM");
  }

  /** The same, named by a value of the key. */
  static Path file(String key, String name) {
    try {
      Path file = Path.of(name);
      if (Files.isRegularFile(file) && Files.isReadable(file)) {
        return file;
      }
    } catch (InvalidPathException noPath) {
      // told below
    }
    throw new InvalidSettings(key, name + " is no file that can be read");
  }

  /** A number of bytes. */
  long size(String key, long otherwise) {
    return optional(key)
        .map(
            value -> {
              long size = size(key, value);
              if (size > LARGEST) {
                throw new InvalidSettings(key, value + " is more than 1GiB");
              }
              return size;
            })
        .orElse(otherwise);
  }

  /** The same, within bounds of its own. */
  long size(String key, long otherwise, long least, long most) {
    long size = optional(key).map(value -> size(key, value)).orElse(otherwise);
    if (size < least || size > most) {
      throw new InvalidSettings(key, size + " bytes are not from " + least + " to " + most);
    }
    return size;
  }

  private static long size(String key, String value) {
    Matcher matcher = SIZE.matcher(value);
    if (!matcher.matches()) {
      throw new InvalidSettings(key, value + " is not a size such as 512KiB, 32MiB or 1GiB");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> amount;
      case "KiB" -> amount << 10;
      case "MiB" -> amount << 20;
      default -> amount << 30;
    };
  }

  /** A day, not later than another; null when none is given. */
  @Nullable LocalDate date(String key, LocalDate latest) {
    LocalDate date = optional(key).map(value -> date(key, value)).orElse(null);
    if (date != null && date.isAfter(latest)) {
      throw new InvalidSettings(key, date + " is after " + latest);
    }
    return date;
  }

  private static LocalDate date(String key, String value) {
    try {
      return LocalDate.parse(value);
    } catch (DateTimeParseException notADate) {
      throw new InvalidSettings(key, value + " is not a date");
    }
  }

  <E extends Enum<E>> E choice(String key, E[] choices, Function<E, String> spelling) {
    String value = text(key);
    return Arrays.stream(choices)
        .filter(choice -> spelling.apply(choice).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidSettings(
                    key,
                    value + " is not one of " + Arrays.stream(choices).map(spelling).toList()));
  }

  /** Some of what there is to choose from, one at least, with commas between; all by default. */
  Set<String> some(String key, Set<String> choices) {
    String value = optional(key).orElse(null);
    if (value == null) {
      return choices;
    }
    Set<String> chosen = new LinkedHashSet<>();
    for (String word : split(key, value)) {
      if (!choices.contains(word)) {
        throw new InvalidSettings(key, word + " is not one of " + new TreeSet<>(choices));
      }
      chosen.add(word);
    }
    return Set.copyOf(chosen);
  }

  /**
   * Words with commas between; none by default.
   *
   * @param right whether a word is one
   * @param what a word has to be
   */
  Set<String> words(String key, Predicate<String> right, String what) {
    List<String> words = optional(key).map(value -> split(key, value)).orElse(List.of());
    for (String word : words) {
      if (!right.test(word)) {
        throw new InvalidSettings(key, word + " is not " + what);
      }
    }
    return Set.copyOf(words);
  }

  private List<String> split(String key, String value) {
    lists.add(key);
    List<String> split =
        Arrays.stream(value.split(",", -1))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .toList();
    if (split.isEmpty()) {
      throw empty(key);
    }
    return split;
  }

  /** How many elements the list has: its indices are contiguous from 0. */
  int count(String key) {
    int count = 0;
    while (contains(key + "[" + count + "]")) {
      count++;
    }
    return count;
  }

  private boolean contains(String element) {
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(element + ".")) {
        return true;
      }
    }
    return false;
  }

  /** Every key asked for so far, whether it was there or not. */
  Set<String> asked() {
    return Set.copyOf(asked);
  }

  /** Whether a key of the file has been asked for so far. */
  boolean knows(String key) {
    // A list of the file is there twice: as a whole and one by one, whatever takes its place
    return asked.contains(key) || lists.contains(ELEMENT.matcher(key).replaceFirst(""));
  }
}
