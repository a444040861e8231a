// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import io.prunelle.gateway.ops.Lengthy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The door of this package for compressed content (RFC 9110, 8.4.1.3). */
public final class Gzip {

  /** How many bytes a compressed one may stand for, in what is sent in earnest. */
  private static final int GROWTH = 64;

  /** What it costs to compress a byte, beside reading one. */
  private static final int EFFORT = 4;

  private static final int CHUNK = 16 * 1024;

  private final Lengthy lengthy;

  public Gzip(Vertx vertx) {
    this.lengthy = new Lengthy(vertx);
  }

  /** What was compressed is longer than it may be. */
  public static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLong() {
      super("too long");
    }
  }

  /**
   * The content, however it was compressed.
   *
   * @param longest in bytes; no more is ever held
   * @param growth told before there is more; what it throws ends it
   * @return fails with {@link TooLong}, or another {@link IOException} when it is no gzip
   */
  public Future<Buffer> inflated(Buffer gzip, long longest, Growth growth) {
    return lengthy.work((long) GROWTH * gzip.length(), () -> inflate(gzip, longest, growth));
  }

  public Future<Buffer> deflated(Buffer plain) {
    return lengthy.work((long) EFFORT * plain.length(), () -> deflate(plain));
  }

  /** Told how long something is, and how much longer it becomes, in bytes. */
  public interface Growth {
    void by(long before, long more);
  }

  private static Buffer inflate(Buffer gzip, long longest, Growth growth) throws IOException {
    Buffer plain = Buffer.buffer();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.getBytes()), CHUNK)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (plain.length() + (long) read > longest) {
          throw new TooLong();
        }
        growth.by(plain.length(), read);
        plain.appendBytes(chunk, 0, read);
      }
    }
    return plain;
  }

  private static Buffer deflate(Buffer plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 4 + 64);
    try (Quick gzip = new Quick(out)) {
      gzip.write(plain.getBytes());
    }
    return Buffer.buffer(out.toByteArray());
  }

  /** Resources repeat themselves so much that a thorough search gains little. */
  private static final class Quick extends GZIPOutputStream {
    private Quick(ByteArrayOutputStream out) throws IOException {
      super(out, CHUNK);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
