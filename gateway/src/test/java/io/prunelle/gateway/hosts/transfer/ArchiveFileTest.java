// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveFileTest {

  private static final int PIECE = 1 << 20;

  private final List<Buffer> pieces = new ArrayList<>();
  private final ArchiveFile file =
      new ArchiveFile(
          PIECE,
          piece -> {
            pieces.add(piece.copy());
            return Future.succeededFuture();
          });

  private static Buffer line(int length) {
    return Buffer.buffer("x".repeat(length));
  }

  @Test
  void aPieceEndsWhereALineEnds() {
    for (int i = 0; i < 5; i++) {
      file.add(line(400_000)).await();
    }
    file.end().await();

    assertThat(pieces).hasSize(3);
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(piece.getByte(piece.length() - 1)).isEqualTo((byte) '\n'));
    assertThat(file.bytes()).isEqualTo(5 * 400_001);
  }

  @Test
  void aLineThatIsLargerIsCutAndStartsAPieceOfItsOwn() {
    file.add(line(10)).await();
    file.add(line(2 * PIECE + 5)).await();
    file.add(line(20)).await();
    file.end().await();

    assertThat(pieces).extracting(Buffer::length).containsExactly(11, PIECE, PIECE, 6 + 21);
    Buffer whole = Buffer.buffer();
    pieces.forEach(whole::appendBuffer);
    assertThat(whole.toString().lines().map(String::length)).containsExactly(10, 2 * PIECE + 5, 20);
  }

  @Test
  void whatFillsAPieceExactlyIsOne() {
    file.add(line(PIECE - 1)).await();
    file.end().await();
    file.end().await();

    assertThat(pieces).extracting(Buffer::length).containsExactly(PIECE);
  }

  @Test
  void withoutALineThereIsNoPiece() {
    file.end().await();

    assertThat(pieces).isEmpty();
  }
}
