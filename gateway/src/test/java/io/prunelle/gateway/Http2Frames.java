// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An HTTP/2 connection frame by frame (RFC 9113), for what no well-behaved client would send. */
final class Http2Frames implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int PRIORITY = 32;

  /**
   * One frame.
   *
   * @param status of a response's head, else 0
   */
  record Frame(int type, int flags, int stream, Buffer payload, int status) {

    /** Of a reset or a farewell. */
    int error() {
      return payload.getInt(type == GOAWAY ? 4 : 0);
    }

    String text() {
      return payload.toString();
    }
  }

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /** Says hello; acknowledges nothing. */
  Http2Frames(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    this.in = new DataInputStream(socket.getInputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    send(SETTINGS, 0, 0, new byte[0]);
    flush();
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length & 0xffff);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  void reset(int stream) throws IOException {
    send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  /** The head of a request, or trailers, without compression. */
  static byte[] block(String... fields) {
    ByteBuf block = Unpooled.buffer();
    for (int i = 0; i < fields.length; i += 2) {
      block.writeByte(0);
      literal(block, fields[i]);
      literal(block, fields[i + 1]);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return bytes;
  }

  /** RFC 7541, 5.1 and 5.2. */
  private static void literal(ByteBuf block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.writeByte(bytes.length);
    } else {
      block.writeByte(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.writeByte((rest & 127) | 128);
      }
      block.writeByte(rest);
    }
    block.writeBytes(bytes);
  }

  /** Frames up to the first that is looked for; fails when the connection ends before. */
  List<Frame> until(Predicate<Frame> last) throws IOException {
    flush();
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(next());
    } while (!last.test(frames.get(frames.size() - 1)));
    return frames;
  }

  /** The last of the same. */
  Frame first(Predicate<Frame> wanted) throws IOException {
    List<Frame> frames = until(wanted);
    return frames.get(frames.size() - 1);
  }

  private Frame next() throws IOException {
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    int status = type == HEADERS ? status(stream, flags, payload) : 0;
    return new Frame(type, flags, stream, Buffer.buffer(payload), status);
  }

  /** All heads are decoded, in their order, for each tells what later ones mean. */
  private int status(int stream, int flags, byte[] payload) throws IOException {
    int before = (flags & PRIORITY) == 0 ? 0 : 5;
    ByteBuf block = Unpooled.wrappedBuffer(payload, before, payload.length - before);
    try {
      CharSequence status = decoder.decodeHeaders(stream, block).status();
      return status == null ? 0 : Integer.parseInt(status.toString());
    } catch (Http2Exception malformed) {
      throw new IOException(malformed);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
