// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page's words in one language, from {@code page/messages_*.properties}. */
final class Messages {

  // Read once: in all they are a fifth of a megabyte of text
  private static final Map<Language, Messages> ALL =
      Stream.of(Language.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Messages::read));

  private final Language language;
  private final Properties words;

  private Messages(Language language, Properties words) {
    this.language = language;
    this.words = words;
  }

  static Messages in(Language language) {
    return ALL.get(language);
  }

  private static Messages read(Language language) {
    Properties words = new Properties();
    String file = "/page/messages_" + language.tag() + ".properties";
    try (InputStream bundle = Messages.class.getResourceAsStream(file)) {
      words.load(
          new InputStreamReader(Objects.requireNonNull(bundle, file), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
    return new Messages(language, words);
  }

  /**
   * The words under a key, with {@code {0}}, {@code {1}} … filled in.
   *
   * @throws MissingResourceException for a key the bundle lacks: a mistake of ours, found by tests
   */
  String text(String key, Object... fill) {
    String pattern = words.getProperty(key);
    if (pattern == null) {
      throw new MissingResourceException("no words for " + key, Messages.class.getName(), key);
    }
    return new MessageFormat(pattern, language.locale()).format(fill);
  }

  boolean has(String key) {
    return words.containsKey(key);
  }

  Set<String> keys() {
    return words.stringPropertyNames();
  }

  Language language() {
    return language;
  }
}
