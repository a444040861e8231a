// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The names met in one document, each made into a string once. */
final class JsonNames {

  /** Of a name whose kind nobody told. */
  static final int UNTOLD = Integer.MIN_VALUE;

  /** Before there is any. */
  static final Name NONE = new Name("", new byte[0], 0, 0, 0, -1, UNTOLD);

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Of names that fall into one place; more do so only in a document made for it. */
  private static final int MOST_ALIKE = 64;

  /**
   * Each takes many times its length, and is kept until the document is read. All elements of R4
   * together have some 1,800 names, and as many again with what stands beside a value.
   */
  static final int MOST = 10_000;

  private @Nullable Name[] table = new Name[128];
  private final ToIntFunction<String> kinds;
  private int count;

  /**
   * Names that are of some kind to whoever reads.
   *
   * @param kinds asked once for each name
   */
  JsonNames(ToIntFunction<String> kinds) {
    this.kinds = kinds;
  }

  /**
   * A name, and in which objects it was met. Which objects is kept for each depth: objects of one
   * depth follow each other, so the latest is enough to tell that a name is given twice.
   */
  static final class Name {
    private final String text;
    private final byte[] source;
    private final int from;
    private final int to;
    private final long hash;
    private final int number;
    private final int kind;
    private int[] met = {};
    private int depths;

    private Name(String text, byte[] source, int from, int to, long hash, int number, int kind) {
      this.text = text;
      this.source = source;
      this.from = from;
      this.to = to;
      this.hash = hash;
      this.number = number;
      this.kind = kind;
    }

    String text() {
      return text;
    }

    int kind() {
      return kind;
    }

    /** The first that is met in the document is zero. */
    int number() {
      return number;
    }

    /** Of up to eight bytes there is one hash each, and one that is longer has another length. */
    private boolean is(byte[] other, int otherFrom, int otherTo, long otherHash) {
      return hash == otherHash
          && to - from == otherTo - otherFrom
          && (to - from <= Long.BYTES
              || Arrays.equals(source, from, to, other, otherFrom, otherTo));
    }

    /** Whether it is the first time in this object. */
    boolean meet(int depth, int object) {
      for (int i = 0; i < depths; i++) {
        if (met[2 * i] == depth) {
          boolean first = met[2 * i + 1] != object;
          met[2 * i + 1] = object;
          return first;
        }
      }
      if (2 * depths == met.length) {
        met = Arrays.copyOf(met, 2 * met.length + 4);
      }
      met[2 * depths] = depth;
      met[2 * depths + 1] = object;
      depths++;
      return true;
    }
  }

  /** Part of the hash of a name: eight bytes of it, or the last of them with zeros behind. */
  static long mixed(long hash, long bytes) {
    long mixed = (hash ^ bytes) * MIX;
    return mixed ^ (mixed >>> 32);
  }

  private static long hash(byte[] name) {
    byte[] padded = Arrays.copyOf(name, (name.length | 7) + 1);
    long hash = 0;
    for (int at = 0; at < padded.length; at += Long.BYTES) {
      hash = mixed(hash, (long) LONGS.get(padded, at));
    }
    return hash;
  }

  /**
   * The name that stands in the document in ASCII, without escapes.
   *
   * @param hash of its bytes, {@linkplain #mixed eight at a time}, and at last those less than
   *     eight that are left
   */
  Name find(byte[] bytes, int from, int to, long hash) throws IOException {
    int mask = table.length - 1;
    int place = (int) hash & mask;
    for (int tried = 0; tried < MOST_ALIKE; tried++) {
      Name name = table[place];
      if (name == null) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return add(new Name(text, bytes, from, to, hash, count, kinds.applyAsInt(text)), place);
      } else if (name.is(bytes, from, to, hash)) {
        return name;
      }
      place = (place + 1) & mask;
    }
    throw new IOException("names too much alike");
  }

  /** The same of one that had to be decoded. */
  Name find(String decoded) throws IOException {
    byte[] bytes = decoded.getBytes(StandardCharsets.UTF_8);
    return find(bytes, 0, bytes.length, hash(bytes));
  }

  private Name add(Name name, int place) throws JsonReader.TooManyNames {
    if (count == MOST) {
      throw new JsonReader.TooManyNames();
    }
    table[place] = name;
    count++;
    if (2 * count > table.length) {
      grow();
    }
    return name;
  }

  private void grow() {
    @Nullable Name[] before = table;
    table = new Name[2 * before.length];
    int mask = table.length - 1;
    for (Name name : before) {
      if (name != null) {
        int place = (int) name.hash & mask;
        while (table[place] != null) {
          place = (place + 1) & mask;
        }
        table[place] = name;
      }
    }
  }
}
