// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why the caller asks, as the header {@code X-Purpose-Of-Use} states it: a code of
 * http://terminology.hl7.org/ValueSet/v3-PurposeOfUse, with or without its system, and a reason in
 * the caller's own words.
 *
 * <pre>
 * X-Purpose-Of-Use: http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG; reason="unconscious"
 * X-Purpose-Of-Use: BTG; reason*=UTF-8''d%C3%A9tresse%20respiratoire
 * </pre>
 *
 * @param reason null when none is stated; at most 500 characters, none of which could break a line
 *     or turn around what stands beside it
 */
public record PurposeOfUse(String code, @Nullable String reason) {

  private static final String HEADER = "X-Purpose-Of-Use";
  private static final String BREAK_GLASS = "BTG";
  private static final int LONGEST_HEADER = 6_500;
  private static final int LONGEST = 500;

  /** So many letters or digits say something. */
  private static final int LEAST = 4;

  /** Quoted as in RFC 9110, 5.6.4; with an asterisk as in RFC 8187, 3.2.1, in UTF-8. */
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?:http://terminology\\.hl7\\.org/CodeSystem/v3-ActReason\\|)?(?<code>[A-Z]{3,11})"
              + "(?:[ \\t]*;[ \\t]*reason(?:"
              + "=\"(?<quoted>(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*+)\""
              + "|\\*=(?i:UTF-8)''(?<encoded>(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*+)))?");

  private static final Set<Integer> UNREADABLE =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.PRIVATE_USE,
          (int) Character.UNASSIGNED,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  /**
   * What the headers of a request state.
   *
   * @return empty when they state nothing; fails with {@link io.prunelle.gateway.refusal.Refused}
   *     when what they state could not be understood in one way
   */
  public static Future<Optional<PurposeOfUse>> of(MultiMap headers) {
    List<String> stated = headers.getAll(HEADER);
    if (stated.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<PurposeOfUse> purpose = stated.size() == 1 ? parse(stated.get(0)) : Optional.empty();
    return purpose.isPresent()
        ? Future.succeededFuture(purpose)
        : Future.failedFuture(
            new Refusal.BadExchange(
                    400,
                    "purpose-malformed",
                    "X-Purpose-Of-Use is given once, as CODE or CODE; reason=\"…\" (reason*=UTF-8''…"
                        + " for what is not ASCII), with at most 500 characters. The code is one of"
                        + " http://terminology.hl7.org/ValueSet/v3-PurposeOfUse. BTG needs a reason"
                        + " that says something.")
                .refused());
  }

  private static Optional<PurposeOfUse> parse(String header) {
    Matcher matcher = GRAMMAR.matcher(header);
    if (header.length() > LONGEST_HEADER || !matcher.matches()) {
      return Optional.empty();
    }
    String code = matcher.group("code");
    if (!PurposeCodes.ALL.contains(code)) {
      return Optional.empty();
    }
    String quoted = matcher.group("quoted");
    String encoded = matcher.group("encoded");
    PurposeOfUse purpose =
        new PurposeOfUse(
            code,
            quoted != null
                ? quoted.replaceAll("\\\\(.)", "$1")
                : encoded != null ? decoded(encoded) : null);
    return purpose.readable() && (!purpose.breaksGlass() || purpose.says())
        ? Optional.of(purpose)
        : Optional.empty();
  }

  /** Not readable when it is no UTF-8. */
  private static String decoded(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put((byte) Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      return "\0";
    }
  }

  private boolean readable() {
    return reason == null
        || (reason.length() <= LONGEST
            && !reason.isBlank()
            && reason.codePoints().noneMatch(PurposeOfUse::unreadable));
  }

  static boolean unreadable(int c) {
    return UNREADABLE.contains(Character.getType(c));
  }

  private boolean says() {
    return reason != null
        && reason.codePoints().filter(Character::isLetterOrDigit).limit(LEAST).count() == LEAST;
  }

  /** Whether it is an emergency in which what is closed should open. */
  public boolean breaksGlass() {
    return code.equals(BREAK_GLASS);
  }
}
