// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Continuations of a host, sealed (AES-256-GCM) with whom they were given to. A host's own paging
 * token is a bearer secret and says nothing of the patient; this one opens for its caller alone.
 */
final class PageTokens {

  private static final byte[] OF_HOST = "prunelle-page-1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OF_RECORDS = "prunelle-records-1".getBytes(StandardCharsets.US_ASCII);
  private static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** As long as identifiers of hosts may be, and positions. */
  private static final int WIDTH = 63;

  /** To which what is sealed is filled up: hosts' own continuations differ in length as well. */
  private static final int STEP = 512;

  /** Less than a query may have. */
  private static final int LONGEST = 4_000;

  private final SecureRandom random = new SecureRandom();
  private final SecretKey key;
  private final Clock clock;

  /**
   * Tokens under one key.
   *
   * @param key AES, 256 bits, the same on all instances
   */
  PageTokens(SecretKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Of what a link to a further page has no room for. */
  static RuntimeException tooLong() {
    return new Refusal.BadExchange(
            414,
            "query-too-long-for-pages",
            "The query is too long for a link to its next page. Ask with a higher _count, or for"
                + " less.")
        .refused();
  }

  /** Throws the refusal when it would be longer than a link can be. */
  String seal(NextPage page, String subject) {
    return Optional.of(
            seal(
                OF_HOST,
                subject,
                page.practice(),
                new JsonObject()
                    .put("patient", page.patient())
                    .put("type", page.type())
                    .put("reaches", new JsonArray(List.copyOf(page.reaches())))
                    .put("by", WrittenSteps.of(page.steps()))
                    .put("of", page.of())
                    .put("since", page.since())
                    .put("host", padded(page.host()))
                    .put("decision", padded(String.valueOf(page.decision())))
                    .put("skipped", padded(String.valueOf(page.skipped())))
                    .put("size", padded(String.valueOf(page.size())))
                    .put("continuation", page.continuation())))
        .filter(PageTokens::opens)
        .orElseThrow(PageTokens::tooLong);
  }

  private static boolean opens(String token) {
    return token.length() <= LONGEST;
  }

  /** Empty for what was not sealed here, for another subject or practice, or too long ago. */
  Optional<NextPage> open(String token, String subject, String practice) {
    return open(OF_HOST, token, subject, practice)
        .map(
            page ->
                new NextPage(
                    practice,
                    page.getString("patient"),
                    page.getString("type"),
                    page.getJsonArray("reaches").stream()
                        .map(String.class::cast)
                        .collect(Collectors.toUnmodifiableSet()),
                    WrittenSteps.read(page.getString("by", "")),
                    page.getString("of"),
                    page.getString("since"),
                    page.getString("host").strip(),
                    decision(page.getString("decision").strip()),
                    page.getString("continuation"),
                    Integer.parseInt(page.getString("skipped", "0").strip()),
                    Integer.parseInt(page.getString("size", "0").strip())));
  }

  /** Sealing hides all but lengths, and these would tell which host it is, and what was decided. */
  private static String padded(String value) {
    return value + " ".repeat(Math.max(0, WIDTH - value.length()));
  }

  private static @Nullable Long decision(String position) {
    return position.equals("null") ? null : Long.valueOf(position);
  }

  /** Empty when it would be longer than a link can be. */
  Optional<String> seal(Further further, String subject, String practice) {
    return Optional.of(
            seal(
                OF_RECORDS,
                subject,
                practice,
                new JsonObject()
                    .put("target", further.target())
                    .put("posted", further.posted())
                    .put("after", new JsonArray(further.after()))))
        .filter(PageTokens::opens);
  }

  /** The same of a page over several records. */
  Optional<Further> further(String token, String subject, String practice) {
    return open(OF_RECORDS, token, subject, practice)
        .map(
            page ->
                new Further(
                    page.getString("target"),
                    page.getBoolean("posted"),
                    page.getJsonArray("after").stream().map(String.class::cast).toList()));
  }

  private String seal(byte[] purpose, String subject, String practice, JsonObject page) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] plain =
        page.put("subject", subject)
            .put("practice", practice)
            .put("expires", clock.instant().plus(LIFETIME).getEpochSecond())
            .toBuffer()
            .getBytes();
    byte[] filled = Arrays.copyOf(plain, (plain.length / STEP + 1) * STEP);
    // White space after a JSON text means nothing (RFC 8259, section 2)
    Arrays.fill(filled, plain.length, filled.length, (byte) ' ');
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, purpose, nonce, filled, 0).orElseThrow();
    byte[] token = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, token, NONCE, sealed.length);
    return encoded(token);
  }

  private Optional<JsonObject> open(byte[] purpose, String token, String subject, String practice) {
    return decoded(token)
        .flatMap(
            bytes -> crypt(Cipher.DECRYPT_MODE, purpose, Arrays.copyOf(bytes, NONCE), bytes, NONCE))
        .map(plain -> new JsonObject(Buffer.buffer(plain)))
        .filter(page -> subject.equals(page.getString("subject")))
        .filter(page -> practice.equals(page.getString("practice")))
        .filter(page -> clock.instant().getEpochSecond() < page.getLong("expires"));
  }

  private static String encoded(byte[] token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Base64 can be spelt in several ways (RFC 4648, 3.2 and 3.5); a token in one. */
  private static Optional<byte[]> decoded(String token) {
    try {
      byte[] bytes = opens(token) ? Base64.getUrlDecoder().decode(token) : new byte[0];
      return bytes.length > NONCE && encoded(bytes).equals(token)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> crypt(int mode, byte[] purpose, byte[] nonce, byte[] text, int offset) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(purpose);
      return Optional.of(cipher.doFinal(text, offset, text.length - offset));
    } catch (GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }
}
