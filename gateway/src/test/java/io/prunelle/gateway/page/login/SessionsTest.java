// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.login.Session.SignedIn;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private final Ticking clock = new Ticking();
  private final SessionLimits limits =
      new SessionLimits(Duration.ofMinutes(20), Duration.ofHours(8), 2, 4);
  private final Sessions sessions = new Sessions(limits, clock);

  @Test
  void aSessionIsFoundByItsIdOnly() {
    String id = sessions.open(session("anne"));

    assertThat(sessions.find(id)).isPresent();
    assertThat(sessions.find(id + "x")).isEmpty();
    assertThat(sessions.find("chosen-by-someone-else")).isEmpty();
  }

  @Test
  void aSessionNobodyUsesEnds() {
    String id = sessions.open(session("anne"));

    clock.pass(Duration.ofMinutes(19));
    assertThat(sessions.find(id)).isPresent();
    clock.pass(Duration.ofMinutes(19));
    assertThat(sessions.find(id)).isPresent();
    clock.pass(Duration.ofMinutes(20));
    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void aSessionInConstantUseEndsAllTheSame() {
    String id = sessions.open(session("anne"));

    for (int i = 0; i < 8 * 6; i++) {
      assertThat(sessions.find(id)).isPresent();
      clock.pass(Duration.ofMinutes(10));
    }

    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void aClosedSessionIsGone() {
    String id = sessions.open(session("anne"));

    sessions.close(id);

    assertThat(sessions.find(id)).isEmpty();
  }

  @Test
  void oneMoreSessionOfAPersonEndsTheirLeastRecentAndNobodyElses() {
    String other = sessions.open(session("bruno"));
    String first = sessions.open(session("anne"));
    String second = sessions.open(session("anne"));
    assertThat(sessions.find(first)).isPresent();

    String third = sessions.open(session("anne"));

    assertThat(sessions.find(second)).isEmpty();
    assertThat(List.of(other, first, third)).allMatch(id -> sessions.find(id).isPresent());
  }

  @Test
  void theNumberOfSessionsIsBounded() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(sessions.open(session("person-" + i)));
    }

    assertThat(sessions.count()).isEqualTo(4);
    assertThat(sessions.find(ids.get(9))).isPresent();
    assertThat(sessions.find(ids.get(0))).isEmpty();
  }

  @Test
  void sessionsThatAreOverMakeRoom() {
    for (int i = 0; i < 4; i++) {
      sessions.open(session("person-" + i));
    }
    clock.pass(Duration.ofHours(1));

    sessions.open(session("anne"));

    assertThat(sessions.count()).isEqualTo(1);
  }

  @Test
  void requestsThatComeTogetherShareOneRefresh() {
    Session session = session("anne");
    Promise<SignedIn> answer = Promise.promise();
    AtomicInteger refreshes = new AtomicInteger();

    Future<SignedIn> one = session.renew(() -> counted(refreshes, answer));
    Future<SignedIn> two = session.renew(() -> counted(refreshes, answer));
    answer.complete(signedIn("anne", "newer"));

    assertThat(refreshes).hasValue(1);
    assertThat(one.result()).isSameAs(two.result());
    assertThat(session.tokens().access()).isEqualTo("newer");
  }

  @Test
  void aFormsTokenIsOfItsSessionOnly() {
    Session one = session("anne");
    Session two = session("anne");

    assertThat(one.vouchesFor(one.csrf())).isTrue();
    assertThat(one.vouchesFor(two.csrf())).isFalse();
    assertThat(one.vouchesFor("")).isFalse();
    assertThat(one.vouchesFor(null)).isFalse();
  }

  @Test
  void aNoteIsReadOnce() {
    Session session = session("anne");
    session.leave("recorded");

    assertThat(session.take(String.class)).contains("recorded");
    assertThat(session.take(String.class)).isEmpty();
  }

  @Test
  void tokensDoNotEndUpInLogs() {
    assertThat(session("anne").tokens().toString()).doesNotContain("access", "refresh", "id-token");
  }

  private static Future<SignedIn> counted(AtomicInteger count, Promise<SignedIn> answer) {
    count.incrementAndGet();
    return answer.future();
  }

  private Session session(String subject) {
    return new Session(signedIn(subject, "access"), clock.instant());
  }

  private SignedIn signedIn(String subject, String access) {
    return new SignedIn(
        new TokenSet(access, "refresh", "id-token", clock.instant().plusSeconds(300)),
        new Caller(
            subject, subject, Set.of(), Set.of(), null, Map.of(), Set.of(), null, null, false,
            null));
  }

  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
