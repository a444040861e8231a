// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What may be shown, while it is written, and then without another copy of it. For one thread. */
final class Released extends OutputStream {

  private byte[] bytes;
  private int length;

  /**
   * For a document.
   *
   * @param length in bytes, of what it is written from
   */
  Released(int length) {
    // Of URLs below the gateway's base there are many in a bundle, and it may be the longer one
    bytes = new byte[length + length / 8 + 512];
  }

  @Override
  public void write(int one) {
    room(1);
    bytes[length++] = (byte) one;
  }

  @Override
  public void write(byte[] more) {
    write(more, 0, more.length);
  }

  @Override
  public void write(byte[] from, int at, int count) {
    room(count);
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  /** A text as a string of JSON. */
  void string(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    write('"');
    write(isPlain(plain) ? plain : JsonStringEncoder.getInstance().quoteAsUTF8(text));
    write('"');
  }

  /** As almost all of it is: nothing that JSON escapes, nothing beyond ASCII. */
  private static boolean isPlain(byte[] text) {
    for (byte c : text) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
    }
  }

  /** All that was written. Nothing may be written afterwards. */
  Buffer buffer() {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
  }
}
