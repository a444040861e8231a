// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a realm's consent ledger.
 *
 * @param position 1, 2, 3 … without gaps
 * @param previousHash the hash of the entry before; for the first one, the realm's {@linkplain
 *     Chain#genesis genesis}
 * @param hash SHA-256 over the {@linkplain #canonical canonical form}, 64 hexadecimal digits
 */
public record Entry(long position, Statement statement, String previousHash, String hash) {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Builds the entry that follows {@code previousHash} at {@code position}. */
  static Entry chained(long position, Statement statement, String previousHash) {
    String hash = Sha256.hex(canonical(position, statement, previousHash));
    return new Entry(position, statement, previousHash, hash);
  }

  /** Whether the hash is that of the content. */
  public boolean intact() {
    return Sha256.hex(canonical(position, statement, previousHash)).equals(hash);
  }

  /** The entry as its JSON members, in the order of the REST contract. */
  public Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = hashed(position, statement, previousHash);
    members.put("hash", hash);
    return members;
  }

  /** The canonical form: the members without {@code hash}, under RFC 8785. */
  public String canonical() {
    return canonical(position, statement, previousHash);
  }

  private static String canonical(long position, Statement statement, String previousHash) {
    return CanonicalJson.write(hashed(position, statement, previousHash));
  }

  private static Map<String, @Nullable Object> hashed(
      long position, Statement statement, String previousHash) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("position", position);
    members.put("patient", statement.patient());
    members.put("hosting", statement.hosting());
    members.put("notice", statement.notice());
    members.put("decision", statement.decision().name());
    members.put("decidedAt", instant(statement.decidedAt()));
    members.put("until", statement.until());
    members.put("channel", statement.channel().name());
    Map<String, @Nullable Object> by = new LinkedHashMap<>();
    by.put("role", statement.by().role().name());
    by.put("subject", statement.by().subject());
    members.put("by", by);
    members.put("textDigest", statement.textDigest());
    members.put("language", statement.language());
    Map<String, @Nullable Object> authentication = new LinkedHashMap<>();
    authentication.put("acr", statement.authentication().acr());
    authentication.put("authTime", statement.authentication().authTime());
    authentication.put("client", statement.authentication().client());
    members.put("authentication", authentication);
    members.put("previousHash", previousHash);
    return members;
  }

  private static String instant(Instant at) {
    return MILLIS.format(at);
  }
}
