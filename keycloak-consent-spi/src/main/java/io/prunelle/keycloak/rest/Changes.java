// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Feed;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.ledger.Link;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** The feed {@code changes}. */
final class Changes {
  private static final int LONGEST = 1_000;
  private static final int DEFAULT = 500;

  private final KeycloakSession session;

  Changes(KeycloakSession session) {
    this.session = session;
  }

  /** The ledger after a position, each entry once and in order however far a reader has come. */
  Response after(@Nullable String after, @Nullable String limit) {
    return new Replies(session)
        .reply(
            () -> {
              new Bearer(session).feedReader();
              return answer(
                  Numbers.read("after", after, 0, 0, Long.MAX_VALUE),
                  (int) Numbers.read("limit", limit, DEFAULT, 1, LONGEST));
            });
  }

  private Response answer(long after, int limit) {
    ConsentProvider consent = session.getProvider(ConsentProvider.class);
    String realm = session.getContext().getRealm().getId();
    Feed feed = consent.changes(realm, after, limit);
    List<Link> entries = feed.entries();
    Response.ResponseBuilder answer =
        Replies.json(
            Response.Status.OK,
            Map.of(
                "ledger",
                feed.ledger(),
                "ended",
                consent.hostings(realm).stream()
                    .filter(hosting -> hosting.status() == HostingStatus.ENDED)
                    .map(hosting -> hosting.id().toString())
                    .toList(),
                "entries",
                entries.stream().map(Link::members).toList()));
    long last = entries.isEmpty() ? feed.ledger() : entries.get(entries.size() - 1).position();
    return last < feed.ledger()
        ? answer
            .header(HttpHeaders.LINK, Page.next(session.getContext().getUri(), "after", last))
            .build()
        : answer.build();
  }
}
