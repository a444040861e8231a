// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.transfer.Exchange.Answer;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the mover asks of a host: FHIR R4's {@code $everything}, search by {@code _id}, transaction;
 * and {@code $expunge} where the host has it.
 */
final class FhirHost {

  private static final int IDS_PER_SEARCH = 50;
  private static final Set<Integer> GONE = Set.of(404, 410);
  // R4 answers an operation that is not there with 404 or 405; HAPI with 400 when it is switched
  // off
  private static final Set<Integer> NOT_OFFERED = Set.of(400, 403, 404, 405, 410, 501);
  // FHIR R4, binary.html: a Binary has no search parameters to speak of
  private static final String BINARY = "Binary";

  private final Vertx vertx;
  private final Exchange exchange;
  private final int pageSize;

  FhirHost(Vertx vertx, Exchange exchange, int pageSize) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.pageSize = pageSize;
  }

  /**
   * Everything the host has about the patient, and what that refers to as far as the host adds it.
   *
   * @return false if the host does not have the patient
   */
  Future<Boolean> everything(String patient, Consumer<Resource> each) {
    return get("Patient/" + patient + "/$everything?_count=" + pageSize)
        .compose(
            answer ->
                GONE.contains(answer.status())
                    ? Future.succeededFuture(false)
                    : pages(answer, each).map(true));
  }

  /** Shows those of the resources that the host has. */
  Future<Void> fetch(Collection<ResourceKey> keys, Consumer<Resource> each) {
    Map<String, List<String>> idsByType =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    ResourceKey::type,
                    TreeMap::new,
                    Collectors.mapping(ResourceKey::id, Collectors.toList())));
    return InTurn.each(idsByType.entrySet(), type -> fetch(type.getKey(), type.getValue(), each));
  }

  Future<Boolean> has(ResourceKey key) {
    return get(key.toString())
        .map(
            answer -> {
              if (GONE.contains(answer.status())) {
                return false;
              }
              good(answer);
              return true;
            });
  }

  /** All or nothing. */
  Future<Void> put(List<Resource> resources) {
    return transaction(Transactions.puts(resources));
  }

  /** All or nothing. What is already gone is no error. */
  Future<Void> delete(List<ResourceKey> keys) {
    return transaction(Transactions.deletes(keys));
  }

  /**
   * Removes the versions of a deleted resource.
   *
   * @return false if the host does not offer this
   */
  Future<Boolean> expunge(ResourceKey key) {
    return exchange
        .send(HttpMethod.POST, key + "/$expunge", Transactions.EXPUNGE)
        .map(
            answer -> {
              if (NOT_OFFERED.contains(answer.status())) {
                return false;
              }
              good(answer);
              return true;
            });
  }

  /**
   * The first page of a search.
   *
   * @param query type and parameters
   * @return empty if the host does not offer this search
   */
  Future<Optional<Page>> first(String query) {
    return get(query)
        .compose(
            answer ->
                NOT_OFFERED.contains(answer.status())
                    ? Future.succeededFuture(Optional.empty())
                    : parse(answer, Page::of).map(Optional::of));
  }

  /**
   * What the host says of itself (FHIR R4, http.html#capabilities).
   *
   * @return empty if it says nothing
   */
  Future<Optional<Capabilities>> capabilities() {
    return get("metadata")
        .compose(
            answer ->
                NOT_OFFERED.contains(answer.status())
                    ? Future.succeededFuture(Optional.empty())
                    : parse(answer, Capabilities::of).map(Optional::of));
  }

  private Future<Void> fetch(String type, List<String> ids, Consumer<Resource> each) {
    if (type.equals(BINARY)) {
      return InTurn.each(ids, id -> read(new ResourceKey(type, id), each));
    }
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += IDS_PER_SEARCH) {
      chunks.add(ids.subList(from, Math.min(ids.size(), from + IDS_PER_SEARCH)));
    }
    return InTurn.each(
        chunks,
        chunk ->
            get(type + "?_id=" + String.join(",", chunk) + "&_count=" + chunk.size())
                .compose(answer -> pages(answer, each)));
  }

  private Future<Void> read(ResourceKey key, Consumer<Resource> each) {
    return get(key.toString())
        .compose(
            answer ->
                GONE.contains(answer.status())
                    ? Future.succeededFuture()
                    : parse(answer, Page::single).onSuccess(each::accept).mapEmpty());
  }

  private Future<Void> pages(Answer first, Consumer<Resource> each) {
    return pages(first, each, 0, 0);
  }

  private Future<Void> pages(Answer answer, Consumer<Resource> each, int seen, int total) {
    return parse(answer, Page::of)
        .compose(
            page -> {
              page.resources().forEach(each);
              int seenNow = seen + page.resources().size();
              int totalNow = Math.max(total, page.total());
              if (page.next() != null) {
                return get(below(page.next()))
                    .compose(next -> pages(next, each, seenNow, totalNow));
              }
              return seenNow < totalNow
                  ? Future.failedFuture(
                      new TransferFailure(UNREADABLE, seenNow + " of " + totalNow + " shown"))
                  : Future.succeededFuture();
            });
  }

  // Off the event loop: a page may be megabytes
  private <T> Future<T> parse(Answer answer, Function<Buffer, T> parser) {
    return vertx.executeBlocking(
        () -> {
          good(answer);
          return parser.apply(answer.body());
        },
        false);
  }

  private Future<Void> transaction(Buffer bundle) {
    return exchange.send(HttpMethod.POST, "", bundle).map(FhirHost::good).mapEmpty();
  }

  private Future<Answer> get(String relative) {
    return exchange.send(HttpMethod.GET, relative, null);
  }

  /** The part of a page's address below the base; a page elsewhere is not asked for. */
  private String below(String link) {
    URI page = URI.create(link);
    String path = page.getRawPath();
    String base = exchange.base().getRawPath();
    if (path == null || !(path.equals(base) || path.startsWith(base + "/"))) {
      throw new TransferFailure(UNREADABLE, "the next page is not on the host");
    }
    String rest = path.equals(base) ? "" : path.substring(base.length() + 1);
    return page.getRawQuery() == null ? rest : rest + "?" + page.getRawQuery();
  }

  private static @Nullable Void good(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new TransferFailure(HOST_REFUSED, "status " + answer.status());
    }
    return null;
  }
}
