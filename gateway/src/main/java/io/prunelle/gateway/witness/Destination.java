// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Where a witness keeps what it is told. */
interface Destination {

  /** How long one may take. */
  long SECONDS = 5;

  /** Succeeds when the lines are kept: on the disk, or taken by who answers with success. */
  Future<Void> keep(Buffer lines);

  /** Appends; what was kept before is never touched. */
  static Destination file(Vertx vertx, Path file) {
    return lines ->
        vertx
            .<Void>executeBlocking(
                () -> {
                  append(file, lines);
                  return null;
                },
                false)
            .timeout(SECONDS, TimeUnit.SECONDS);
  }

  private static void append(Path file, Buffer lines) throws IOException {
    // What could not be written to its end stays as it is, and does not spoil what comes after it
    Buffer whole = isTorn(file) ? Buffer.buffer("\n").appendBuffer(lines) : lines;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(whole.getBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static boolean isTorn(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
    }
  }

  /** Posts them. */
  static Destination url(Vertx vertx, URI url) {
    WebClient client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setName("witness")
                .setUserAgentEnabled(false)
                .setFollowRedirects(false)
                .setConnectTimeout(3_000));
    return lines ->
        client
            .postAbs(url.toString())
            .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/jsonl")
            .timeout(TimeUnit.SECONDS.toMillis(SECONDS))
            .sendBuffer(lines)
            .compose(
                answer ->
                    answer.statusCode() / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture("answered " + answer.statusCode()));
  }
}
