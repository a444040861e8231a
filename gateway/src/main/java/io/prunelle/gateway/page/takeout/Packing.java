// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A ZIP file as it grows, one file after the other. Keeps nothing but what is not yet a whole
 * piece, and a line for each file. Not for several threads at the same time.
 */
final class Packing {

  static final String MANIFEST = "manifest.json";

  /** Bounds the manifest, and what software that unpacks it has to cope with. */
  private static final int MOST_FILES = 20_000;

  private final Pieces pieces = new Pieces();
  private final ZipOutputStream zip = new ZipOutputStream(pieces, StandardCharsets.UTF_8);
  private final List<Packed> files = new ArrayList<>();
  private final long largest;
  private long bytes;
  private @Nullable Open open;

  /**
   * Nothing yet.
   *
   * @param largest how many bytes may be written, before compression
   */
  Packing(long largest) {
    this.largest = largest;
  }

  private static final class Open {
    private final String name;
    private final MessageDigest digest = Pieces.sha256();
    private long bytes;

    private Open(String name) {
      this.name = name;
    }
  }

  /** Begins a file. The name has to be one that no other file has. */
  void begin(String name) throws IOException {
    if (filesLeft() <= 0) {
      throw new TakeoutFailure(Archive.Failure.TOO_LARGE);
    }
    zip.putNextEntry(new ZipEntry(name));
    open = new Open(name);
  }

  void write(Buffer content) throws IOException {
    Open file = current();
    if (content.length() > left()) {
      throw new TakeoutFailure(Archive.Failure.TOO_LARGE);
    }
    byte[] plain = content.getBytes();
    zip.write(plain);
    file.digest.update(plain);
    file.bytes += plain.length;
    bytes += plain.length;
  }

  /**
   * Ends the file.
   *
   * @param entries of whatever it is a list of
   */
  void end(long entries) throws IOException {
    Open file = current();
    zip.closeEntry();
    open = null;
    files.add(
        new Packed(file.name, file.bytes, entries, HexFormat.of().formatHex(file.digest.digest())));
  }

  /** Adds what lists all other files, and completes the archive. */
  void finish() throws IOException {
    JsonArray list = new JsonArray();
    for (Packed file : files) {
      list.add(
          new JsonObject()
              .put("name", file.name())
              .put("bytes", file.bytes())
              .put("entries", file.entries())
              .put("sha256", file.sha256()));
    }
    begin(MANIFEST);
    write(Buffer.buffer(new JsonObject().put("files", list).encodePrettily()));
    end(files.size());
    zip.close();
  }

  /** How many bytes may still be written. */
  long left() {
    return largest - bytes;
  }

  /** How many files may still be begun. */
  int filesLeft() {
    return MOST_FILES - files.size();
  }

  Pieces pieces() {
    return pieces;
  }

  /** Those that are complete. */
  List<Packed> files() {
    return List.copyOf(files);
  }

  private Open current() {
    if (open == null) {
      throw new IllegalStateException("no file is open");
    }
    return open;
  }
}
