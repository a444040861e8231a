// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.filter.Filter.HostPages;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pages that could tell by what they lack that something is not shown: filled with what the host's
 * next pages have. Part of the request whose answer it is, and written down with it.
 */
final class Paging {

  private final Filter filter;
  private final Tellers tellers;
  private final Proxy proxy;
  private final Memory memory;

  Paging(Filter filter, Tellers tellers, Proxy proxy, Memory memory) {
    this.filter = filter;
    this.tellers = tellers;
    this.proxy = proxy;
    this.memory = memory;
  }

  /**
   * What may be shown of a page.
   *
   * @param stillOpen whether the host may be asked for more
   * @param stillThere whether what the host has just answered is all of the record
   */
  Future<Buffer> filled(
      HttpServerRequest carrier,
      Placed placed,
      Examination examination,
      HostAnswer answer,
      Supplier<Future<Void>> stillOpen,
      Supplier<Future<Void>> stillThere,
      Trace trace) {
    return filter.filled(
        examination,
        answer.body(),
        new HostPages() {
          private boolean further;

          @Override
          public Future<Buffer> ask(String continuation) {
            if (carrier.response().closed()) {
              // Nobody is there to take what is not asked for yet
              return Future.failedFuture(
                  new Refusal.BadUpstream(502, "host-unreachable").refused());
            }
            Upstream further = new Upstream("GET", continuation, Map.of(), null);
            return stillOpen
                .get()
                .compose(open -> proxy.further(carrier, further, placed.host(), trace.requestId()))
                .compose(page -> stillThere.get().map(page.body()));
          }

          @Override
          public Future<Examination> examination(Buffer page) {
            return tellers
                .examination(carrier, placed, page, trace)
                .compose(examination -> stillThere.get().map(examination));
          }

          @Override
          public void done(long length, long kept) {
            if (further) {
              memory.shrink(carrier, length, kept);
            }
            // the first one is held by who asked for it
            further = true;
          }
        });
  }
}
