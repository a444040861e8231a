// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;

/** Reads a buffer where it lies: a copy of an attachment would be megabytes more. */
final class BufferInput extends InputStream {

  private final Buffer buffer;
  private int at;

  BufferInput(Buffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int read() {
    return at < buffer.length() ? buffer.getUnsignedByte(at++) : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    int some = Math.min(length, buffer.length() - at);
    if (some <= 0) {
      return length == 0 ? 0 : -1;
    }
    buffer.getBytes(at, at + some, to, offset);
    at += some;
    return some;
  }
}
