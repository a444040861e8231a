// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Few at a time. */
class PdfPrinterTest {

  private final Vertx vertx = Vertx.vertx();
  private final PdfPrinter printer = new PdfPrinter(vertx);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static String page(String text) {
    return "<html lang=\"en\"><head><title>t</title></head><body>" + text + "</body></html>";
  }

  @Test
  void whoComesWhenMoreAreUnderWayIsToldToComeBack() throws Exception {
    List<Future<Buffer>> asked = new ArrayList<>();
    for (int i = 0; i < PdfPrinter.MOST + 2; i++) {
      asked.add(printer.print(page("<p>text</p>".repeat(50))));
    }

    assertThat(asked.subList(PdfPrinter.MOST, asked.size()))
        .allSatisfy(refused -> assertThat(refused.cause()).isInstanceOf(Refused.class));
    for (Future<Buffer> taken : asked.subList(0, PdfPrinter.MOST)) {
      assertThat(taken.await(60, TimeUnit.SECONDS).getString(0, 5)).isEqualTo("%PDF-");
    }
    assertThat(printer.print(page("again")).await(60, TimeUnit.SECONDS).length()).isPositive();
  }

  @Test
  void whoHasOneUnderWayGetsNoOtherAndKeepsNobodyFromTheirs() throws Exception {
    Promise<Buffer> search = Promise.promise();
    AtomicInteger begun = new AtomicInteger();
    Supplier<Future<Buffer>> work =
        () -> {
          begun.incrementAndGet();
          return search.future();
        };

    Future<Buffer> first = printer.forOne("anne", work);
    Future<Buffer> second = printer.forOne("anne", work);
    Future<Buffer> others = printer.forOne("bruno", () -> printer.print(page("theirs")));

    assertThat(second.cause()).isInstanceOf(Refused.class);
    assertThat(begun).hasValue(1);
    assertThat(others.await(60, TimeUnit.SECONDS).length()).isPositive();
    search.fail("broken");
    assertThat(first.failed()).isTrue();
    assertThat(printer.forOne("anne", () -> Future.succeededFuture("again")).result())
        .isEqualTo("again");
  }

  @Test
  void aPageThatCannotBePutTogetherIsUnderWayNoMore() {
    assertThat(
            printer
                .forOne(
                    "anne",
                    () -> {
                      throw new IllegalStateException("broken");
                    })
                .failed())
        .isTrue();

    assertThat(printer.forOne("anne", Future::succeededFuture).succeeded()).isTrue();
  }

  @Test
  void charactersThatNoDocumentTakesAreReplaced() throws Exception {
    assertThat(
            printer
                .print(page("a\u0000\u0001\uD800b\uFFFE 😀"))
                .await(60, TimeUnit.SECONDS)
                .getString(0, 5))
        .isEqualTo("%PDF-");
  }

  @Test
  void aPageWithoutEndIsNotSet() {
    assertThat(printer.print(page("x".repeat(PdfPrinter.LARGEST))).failed()).isTrue();
  }
}
