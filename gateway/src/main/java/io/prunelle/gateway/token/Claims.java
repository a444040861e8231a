// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.token.Caller.ConsentClaim;
import io.prunelle.gateway.token.Caller.Ward;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From verified claims to a caller. Claims of an unexpected shape grant nothing. */
final class Claims {

  private Claims() {}

  static Caller caller(JsonObject claims) {
    String subject = claims.getString("sub");
    String name = text(claims, "name");
    String userName = text(claims, "preferred_username");
    String scope = text(claims, "scope");
    String client = text(claims, "azp");
    boolean service = isService(claims, client);
    return new Caller(
        subject,
        service ? client : name != null ? name : userName != null ? userName : subject,
        claims.getValue("realm_access") instanceof JsonObject access
            ? strings(access.getValue("roles"))
            : Set.of(),
        strings(claims.getValue("organization")),
        text(claims, "patient_id"),
        staffOf(claims),
        wards(claims.getValue("guardian_of")),
        // Keycloak names some twice when it refreshes an offline token
        scope == null ? Set.of() : Set.copyOf(List.of(scope.strip().split(" +"))),
        client,
        text(claims, "jti"),
        service,
        consent(claims.getValue("hosting_consent")));
  }

  /**
   * Keycloak writes {@code client_id} into tokens of the client credentials grant alone, from its
   * own note of the session, and names the user so. A name by itself could be anybody's, and a
   * realm can be set up to write the client into every token: so both.
   */
  private static boolean isService(JsonObject claims, @Nullable String client) {
    return client != null
        && client.equals(text(claims, "client_id"))
        && ("service-account-" + client).equalsIgnoreCase(text(claims, "preferred_username"));
  }

  /** Keycloak writes organizations as an array of aliases or as a map keyed by alias. */
  private static Set<String> strings(Object value) {
    Set<String> strings = new LinkedHashSet<>();
    if (value instanceof JsonArray array) {
      array.stream().filter(String.class::isInstance).map(String.class::cast).forEach(strings::add);
    } else if (value instanceof JsonObject map) {
      strings.addAll(map.fieldNames());
    }
    return Set.copyOf(strings);
  }

  /** Who is a patient in a way that cannot be read works nowhere. */
  private static @Nullable Set<String> staffOf(JsonObject claims) {
    return claims.containsKey("staff_of") || claims.containsKey("patient_id")
        ? strings(claims.getValue("staff_of"))
        : null;
  }

  /** A plain list of ids, as a mapper of user attributes would write it, grants nothing. */
  private static Map<String, Ward> wards(Object value) {
    Map<String, Ward> wards = new LinkedHashMap<>();
    if (value instanceof JsonObject claim) {
      for (String id : claim.fieldNames()) {
        if (claim.getValue(id) instanceof JsonObject ward
            && (ward.getValue("until") == null || ward.getValue("until") instanceof Number)) {
          wards.put(
              id,
              new Ward(
                  strings(ward.getValue("practices")),
                  ward.getValue("until") instanceof Number until
                      ? Instant.ofEpochSecond(until.longValue())
                      : null));
        }
      }
    }
    return Map.copyOf(wards);
  }

  private static @Nullable ConsentClaim consent(Object value) {
    return value instanceof JsonObject claim && claim.getValue("ledger") instanceof Number ledger
        ? new ConsentClaim(ledger.longValue())
        : null;
  }

  private static @Nullable String text(JsonObject claims, String name) {
    return claims.getValue(name) instanceof String text && !text.isBlank() ? text : null;
  }
}
