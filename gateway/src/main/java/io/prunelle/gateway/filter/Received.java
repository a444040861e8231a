// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** The bytes of a host's answer, which nobody changes any more. */
final class Received {

  private Received() {}

  /** Without a copy where they lie in an array of their own. */
  static byte[] bytes(Buffer body) {
    ByteBuf bytes = ((BufferInternal) body).getByteBuf();
    boolean own =
        bytes.hasArray()
            && bytes.arrayOffset() == 0
            && bytes.readerIndex() == 0
            && bytes.array().length == bytes.readableBytes();
    return own ? bytes.array() : body.getBytes();
  }
}
