// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.buffer.Buffer;
import java.io.OutputStream;

/** Writes into a buffer, which nobody copies afterwards. */
final class BufferOutput extends OutputStream {

  private final Buffer buffer;

  /**
   * @param about how much will be written, in bytes; 0 when that is not known
   */
  BufferOutput(int about) {
    this.buffer = Buffer.buffer(about);
  }

  @Override
  public void write(int one) {
    buffer.appendByte((byte) one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    buffer.appendBytes(bytes, offset, length);
  }

  Buffer buffer() {
    return buffer;
  }
}
