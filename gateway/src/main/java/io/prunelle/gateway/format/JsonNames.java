// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names met in one document, each made into a string once, and in which objects they were met.
 * Which objects is kept for each depth: objects of one depth follow each other, so the latest is
 * enough to tell that a name is given twice.
 */
final class JsonNames {

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Of names that fall into one place; more do so only in a document made for it. */
  private static final int MOST_ALIKE = 64;

  private @Nullable Name[] table = new Name[128];
  private int count;

  /** A name, and for each depth it was met at, the object it was met in last. */
  private static final class Name {
    private final String text;
    private final byte[] source;
    private final int from;
    private final int to;
    private final long hash;
    private int[] met = new int[4];
    private int depths;

    Name(String text, byte[] source, int from, int to, long hash) {
      this.text = text;
      this.source = source;
      this.from = from;
      this.to = to;
      this.hash = hash;
    }

    boolean is(byte[] other, int otherFrom, int otherTo) {
      return Arrays.equals(source, from, to, other, otherFrom, otherTo);
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
        met = Arrays.copyOf(met, 2 * met.length);
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
   * @throws IOException when this object has it already
   */
  String meet(byte[] json, int from, int to, long hash, int depth, int object) throws IOException {
    return meet(find(json, from, to, hash), depth, object);
  }

  /** The same of one that had to be decoded. */
  String meet(String decoded, int depth, int object) throws IOException {
    byte[] bytes = decoded.getBytes(StandardCharsets.UTF_8);
    return meet(find(bytes, 0, bytes.length, hash(bytes)), depth, object);
  }

  private static String meet(Name name, int depth, int object) throws IOException {
    if (!name.meet(depth, object)) {
      throw new IOException("a name is given twice");
    }
    return name.text;
  }

  private Name find(byte[] bytes, int from, int to, long hash) throws IOException {
    int mask = table.length - 1;
    int place = (int) hash & mask;
    for (int tried = 0; tried < MOST_ALIKE; tried++) {
      Name name = table[place];
      if (name == null) {
        return add(
            new Name(
                new String(bytes, from, to - from, StandardCharsets.UTF_8), bytes, from, to, hash),
            place);
      } else if (name.hash == hash && name.is(bytes, from, to)) {
        return name;
      }
      place = (place + 1) & mask;
    }
    throw new IOException("names too much alike");
  }

  private Name add(Name name, int place) {
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
