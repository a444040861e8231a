// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many reads of a host with few requests, where it takes batches (FHIR R4, http.html#transaction):
 * it does no less, and is asked less often. What it does not answer among others as well as can be
 * is asked by itself.
 */
final class Together {

  /** A batch keeps the host busy for as long as all of it takes. */
  private static final int MOST = 40;

  /** Of one that makes way: who comes meanwhile has to wait for no more than these. */
  private static final int FEW = 4;

  static final int AT_ONCE = 4;

  /**
   * Asked with searches that may find nothing. If it finds nothing either, batches of this host do
   * not tell what there is.
   */
  static final String ANY = "Patient?_count=1";

  private final HostDialogue dialogue;
  private boolean refused;

  Together(HostDialogue dialogue) {
    this.dialogue = dialogue;
  }

  /**
   * One answer among others.
   *
   * @param status 0 when the host does not say
   * @param resource null for none
   */
  record Part(int status, @Nullable Map<String, @Nullable Object> resource) {

    private static Part of(Map<String, @Nullable Object> entry) {
      Object resource = entry.get("resource");
      return new Part(
          code(entry.get("response")),
          resource instanceof Map<?, ?> ? Page.object(resource) : null);
    }

    // FHIR R4, bundle-definitions.html#Bundle.entry.response.status: begins with the code
    private static int code(@Nullable Object response) {
      return response instanceof Map<?, ?> said
              && said.get("status") instanceof String status
              && status.matches("\\d{3}(\\D.*)?")
          ? Integer.parseInt(status.substring(0, 3))
          : 0;
    }

    /** What was answered well, if it is a Bundle. */
    Optional<Map<String, @Nullable Object>> bundle() {
      return found().filter(json -> "Bundle".equals(json.get("resourceType")));
    }

    private boolean some() {
      return page().filter(page -> !page.resources().isEmpty()).isPresent();
    }

    private Optional<Map<String, @Nullable Object>> found() {
      return status / 100 == 2 ? Optional.ofNullable(resource) : Optional.empty();
    }

    /** What a search or a read has found, be it the first page; empty if not answered well. */
    Optional<Page> page() {
      return found().map(Page::of);
    }

    /** The same; empty as well if there may be more. */
    Optional<Page> whole() {
      return page().filter(page -> page.next() == null && page.total() <= page.resources().size());
    }
  }

  /**
   * What is read.
   *
   * @param address of each, below the host's
   * @param told what an answer among others tells, off the event loop; empty if it does not tell
   * @param taking deals with that
   * @param alone asks for one by itself, and deals with the answer
   * @param nothing whether it may tell that there is nothing
   * @param further whether more pages of what is found may be asked for
   */
  record Reads<T, R>(
      Function<T, String> address,
      BiFunction<T, Part, Optional<R>> told,
      BiFunction<T, R, Future<?>> taking,
      Function<T, Future<?>> alone,
      boolean nothing,
      boolean further) {

    private List<String> addresses(List<T> batch) {
      List<String> addresses = new ArrayList<>(batch.stream().map(address).toList());
      if (nothing) {
        addresses.add(ANY);
      }
      return addresses;
    }
  }

  /**
   * All of these.
   *
   * @param can whether the host takes batches
   */
  <T, R> Future<Void> each(boolean can, List<T> asked, Reads<T, R> reads) {
    return can && asked.size() > 1
        ? InTurn.each(() -> batches(asked), batch -> together(batch, reads))
        : InTurn.each(asked, AT_ONCE, reads.alone());
  }

  /** Each as large as it may be when its turn has come. */
  private <T> Iterator<List<T>> batches(List<T> asked) {
    return new Iterator<>() {
      private int from;

      @Override
      public boolean hasNext() {
        return from < asked.size();
      }

      @Override
      public List<T> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int to = Math.min(asked.size(), from + (dialogue.paced() ? FEW : MOST));
        List<T> batch = asked.subList(from, to);
        from = to;
        return batch;
      }
    };
  }

  private <T, R> Future<Void> together(List<T> batch, Reads<T, R> reads) {
    return answers(batch, reads)
        .compose(
            answers ->
                InTurn.each(
                    IntStream.range(0, batch.size()).boxed().toList(),
                    AT_ONCE,
                    i ->
                        answers.isEmpty() || answers.get(i).isEmpty()
                            ? reads.alone().apply(batch.get(i))
                            : reads.taking().apply(batch.get(i), answers.get(i).get())));
  }

  /** One for each, in their order; none at all if the host did not answer so. */
  private <T, R> Future<List<Optional<R>>> answers(List<T> batch, Reads<T, R> reads) {
    return refused
        ? Future.succeededFuture(List.of())
        : dialogue
            .together(
                Transactions.gets(reads.addresses(batch)),
                reads.further(),
                HostDialogue.whole(body -> parts(body, batch, reads)))
            .recover(
                failure -> {
                  // Too slow for all at once, or it takes no batches after all
                  refused =
                      !(failure instanceof TransferFailure known && known.reason() == TOO_LARGE);
                  return Future.succeededFuture(List.of());
                });
  }

  private static <T, R> List<Optional<R>> parts(Buffer body, List<T> batch, Reads<T, R> reads) {
    List<Map<String, @Nullable Object>> entries = Page.objects(Page.bundle(body).get("entry"));
    // FHIR R4, http.html#transaction-response: in the order of what was asked, one for each
    int asked = reads.addresses(batch).size();
    if (entries.size() != asked) {
      throw new TransferFailure(UNREADABLE, entries.size() + " answers to " + asked);
    } else if (reads.nothing() && !Part.of(entries.get(asked - 1)).some()) {
      throw new TransferFailure(UNREADABLE, "a batch that finds nothing");
    }
    List<Optional<R>> parts = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      parts.add(reads.told().apply(batch.get(i), Part.of(entries.get(i))));
    }
    return parts;
  }
}
