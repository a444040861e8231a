// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A ZIP file in pieces. */
final class PackingTest {

  @Property(tries = 20)
  void thePiecesPutTogetherAreTheFilesThatWentIn(
      @ForAll @Size(max = 5) List<@IntRange(max = 900_000) Integer> lengths) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Packing packing = new Packing(Long.MAX_VALUE);
    for (int length : lengths) {
      String name = "f" + files.size();
      files.put(name, random(length));
      packing.begin(name);
      packing.write(Buffer.buffer(files.get(name)));
      packing.end(1);
      for (byte[] piece : packing.pieces().take()) {
        assertThat(piece).hasSize(Pieces.SIZE);
        whole.writeBytes(piece);
      }
    }
    packing.finish();
    packing.pieces().takeLast().forEach(whole::writeBytes);

    Map<String, byte[]> read = unzip(whole.toByteArray());

    assertThat(packing.pieces().bytes()).isEqualTo(whole.size());
    String manifest = new String(read.remove(Packing.MANIFEST), StandardCharsets.UTF_8);
    assertThat(read.keySet()).isEqualTo(files.keySet());
    files.forEach((name, content) -> assertThat(read.get(name)).isEqualTo(content));
    assertThat(new JsonObject(manifest).getJsonArray("files")).hasSize(files.size());
  }

  @Test
  void whatIsCompleteDoesNotStayInMemory() throws IOException {
    Packing packing = new Packing(Long.MAX_VALUE);
    packing.begin("large");
    for (int i = 0; i < 16; i++) {
      packing.write(Buffer.buffer(random(1 << 20)));
      assertThat(packing.pieces().take()).hasSizeBetween(2, 6);
    }
    packing.end(1);
  }

  @Test
  void moreThanThereMayBeIsNotWritten() throws IOException {
    Packing packing = new Packing(100);
    packing.begin("a");
    packing.write(Buffer.buffer(new byte[60]));

    // Zeros compress well: what counts is what they become on the patient's device
    assertThatThrownBy(() -> packing.write(Buffer.buffer(new byte[60])))
        .isInstanceOf(TakeoutFailure.class);
    assertThat(packing.left()).isEqualTo(40);
  }

  @Test
  void thereIsAnEndToFiles() throws IOException {
    Packing packing = new Packing(Long.MAX_VALUE);
    for (int i = 0; i < 20_000; i++) {
      packing.begin("f" + i);
      packing.end(0);
    }

    assertThatThrownBy(() -> packing.begin("one-more")).isInstanceOf(TakeoutFailure.class);
  }

  static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(files.put(entry.getName(), in.readAllBytes())).as(entry.getName()).isNull();
      }
    }
    return files;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
