// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;

/** What may be shown, while it is written, and then without another copy of it. */
final class Released extends ByteArrayOutputStream {

  /**
   * For a document.
   *
   * @param length in bytes, of what it is written from
   */
  Released(int length) {
    super(length + 512);
  }

  /** All that was written. Nothing may be written afterwards. */
  Buffer buffer() {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(buf, 0, count));
  }
}
