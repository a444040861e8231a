// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.hosts.transfer.FhirStore;
import io.prunelle.gateway.hosts.transfer.MoverWorld;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the first page of a search, which a host need not keep for further ones. */
class FirstPagesTest {

  private static final List<String> TYPES =
      List.of("Condition", "DocumentReference", "Observation", "Provenance");

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost address = RecordingHost.start(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private FhirStore store(FhirStore.Kind kind) {
    FhirStore store = new FhirStore(address, kind);
    store.put(new JsonObject().put("resourceType", "Patient").put("id", "p"));
    return store;
  }

  private FhirHost host() {
    return new FhirHost(
        new Exchange(
            vertx,
            vertx.createHttpClient(),
            new Host("cabinet", HostKind.ON_PREMISE, address.url(), null),
            MoverWorld.SETTINGS.limits(),
            new Lanes(4),
            new Lanes(1)),
        new HostOffer(Instant::now),
        MoverWorld.SETTINGS.limits());
  }

  private static JsonObject condition(String id, int length) {
    return new JsonObject()
        .put("resourceType", "Condition")
        .put("id", id)
        .put("subject", new JsonObject().put("reference", "Patient/p"))
        .put("note", new JsonArray().add(new JsonObject().put("text", "x".repeat(length))));
  }

  private static Map<String, Boolean> goOn(FhirHost host) {
    Map<String, Boolean> goOn = new TreeMap<>();
    host.searches()
        .firsts(
            List.of("Condition?patient=Patient/p&_count=5", "Condition?patient=Patient/q&_count=5"),
            search -> search,
            (search, page, more) -> Future.succeededFuture(goOn.put(search, more)))
        .await();
    return goOn;
  }

  @ParameterizedTest
  @EnumSource(FhirStore.Kind.class)
  void moreThanIsAskedForIsNotAll(FhirStore.Kind kind) {
    FhirStore store = store(kind);
    for (int i = 0; i < 6; i++) {
      store.put(condition("c" + i, 10));
    }

    assertThat(goOn(host()))
        .containsEntry("Condition?patient=Patient/p&_count=5", true)
        .containsEntry("Condition?patient=Patient/q&_count=5", false);
  }

  /** Then the first alone is asked for, which is as many as were asked for too. */
  @ParameterizedTest
  @EnumSource(FhirStore.Kind.class)
  void norIsTheFirstOfThoseThatAreTooLargeForOnePage(FhirStore.Kind kind) {
    FhirStore store = store(kind);
    for (int i = 0; i < 4; i++) {
      store.put(condition("c" + i, 20 << 10));
    }

    assertThat(goOn(host())).containsEntry("Condition?patient=Patient/p&_count=5", true);
  }

  @ParameterizedTest
  @EnumSource(FhirStore.Kind.class)
  void aTypeThatTheHostHasNoneOfIsKnown(FhirStore.Kind kind) {
    store(kind).put(condition("c", 10));

    assertThat(host().types().some(TYPES).await()).containsExactly("Condition");
  }

  @ParameterizedTest
  @EnumSource(FhirStore.Kind.class)
  void whereTheFirstOfATypeIsTooLargeToBeReadThereMayBeSome(FhirStore.Kind kind) {
    FhirStore store = store(kind);
    store.put(condition("c", 2 << 20));

    assertThat(host().types().some(TYPES).await()).containsExactly("Condition");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 501})
  void whereATypeIsNotSearchedWithoutAParameterThereMayBeSome(int status) {
    store(FhirStore.Kind.PLAIN)
        .instead(
            request ->
                request.uri().contains("Observation?_count=1")
                    ? Optional.of(Reply.json(status, new JsonObject()))
                    : Optional.empty());

    assertThat(host().types().some(TYPES).await()).containsExactly("Observation");
  }

  @Test
  void aHostThatFindsNothingWithoutAParameterIsNotBelieved() {
    store(FhirStore.Kind.PLAIN)
        .instead(
            request ->
                request.uri().endsWith("?_count=1") ? Optional.of(page(null)) : Optional.empty());

    assertThat(host().types().some(TYPES).await()).isEqualTo(Set.copyOf(TYPES));
  }

  /** It is there, whatever the host says about where there is more. */
  @Test
  void whatAPageShowsIsDealtWithThoughItLeadsNowhere() {
    store(FhirStore.Kind.PLAIN).instead(this::leadingInACircle);
    List<String> shown = new ArrayList<>();

    assertThatThrownBy(
            () ->
                host()
                    .searches()
                    .all(
                        "Condition?patient=Patient/p",
                        page -> {
                          page.forEach(each -> shown.add(each.key().toString()));
                          return Future.succeededFuture();
                        })
                    .await())
        .hasMessageStartingWith("unreadable: ");

    assertThat(shown).containsExactly("Condition/left");
  }

  private Optional<Reply> leadingInACircle(Arrived request) {
    if (!request.uri().startsWith("/fhir/Condition?")) {
      return Optional.empty();
    }
    String second = address.url() + "/Condition?_page=2";
    return Optional.of(
        request.uri().endsWith("_page=2") ? page(second, condition("left", 10)) : page(second));
  }

  private static Reply page(String next, JsonObject... resources) {
    JsonArray entries = new JsonArray();
    for (JsonObject resource : resources) {
      entries.add(new JsonObject().put("resource", resource));
    }
    JsonObject bundle =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "searchset")
            .put("entry", entries);
    return Reply.json(
        200,
        next == null
            ? bundle
            : bundle.put(
                "link",
                new JsonArray().add(new JsonObject().put("relation", "next").put("url", next))));
  }
}
