// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What entries of a transaction call each other until it is over
 * (http://hl7.org/fhir/R4/bundle.html#references).
 */
final class Siblings {

  private static final Pattern NAME = Pattern.compile("urn:uuid:[0-9a-fA-F-]{36}");

  private Siblings() {}

  /**
   * The name that others may refer to; null for any other URL, which is none of a host's business.
   */
  static @Nullable String name(BundleEntry entry) {
    String url = entry.fullUrl();
    return url != null && NAME.matcher(url).matches() ? url : null;
  }

  /**
   * The name that a host is told. What is made, or may be, always has one: some hosts would else
   * take the id in its body for its name, and put what is made where others refer to what has that
   * id already.
   */
  static @Nullable String told(BundleEntry entry, Interaction interaction) {
    String name = name(entry);
    return switch (interaction.kind()) {
      case CREATE, CONDITIONAL_CREATE, CONDITIONAL_UPDATE ->
          name == null ? "urn:uuid:" + UUID.randomUUID() : name;
      default -> name;
    };
  }

  /**
   * By name, {@code Type/id} or, of what is yet to be made, {@code Type/}.
   *
   * @return fails when a name could mean two of them
   */
  static Future<Map<String, String>> of(List<BundleEntry> entries, List<RestRequest> requests) {
    Map<String, String> siblings = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      String name = name(entries.get(i));
      if (name != null) {
        siblings.put(name, target(requests.get(i).interaction()));
      }
      // One that differs in the case of its digits is the same to some
      if (name != null && !taken.add(name.toLowerCase(Locale.ROOT))) {
        return Future.failedFuture(
            new Refusal.BadExchange(400, "full-url-ambiguous", "Two entries have the same fullUrl.")
                .refused());
      }
    }
    siblings.values().removeIf(String::isEmpty);
    return Future.succeededFuture(siblings);
  }

  /**
   * What an entry has become, as the host says it.
   *
   * @return {@code Type/id}; null when the host does not say
   */
  static @Nullable String made(Interaction interaction, HostAnswer answer, Host host) {
    String target = target(interaction);
    if (target.isEmpty() || !target.endsWith("/")) {
      return target.isEmpty() ? null : target;
    }
    Made made = Made.at(target.substring(0, target.length() - 1), answer.location(), host);
    return made == null ? null : made.name();
  }

  /** Empty for what a host would not put in a reference's place: something read or deleted. */
  private static String target(Interaction interaction) {
    return switch (interaction.kind()) {
      case CREATE, CONDITIONAL_CREATE, CONDITIONAL_UPDATE -> interaction.type() + "/";
      case UPDATE, PATCH -> interaction.type() + "/" + interaction.id();
      default -> "";
    };
  }
}
