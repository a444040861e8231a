// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.END_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_FALSE;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;
import static com.fasterxml.jackson.core.JsonToken.VALUE_TRUE;

import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads strict JSON (RFC 8259) that lies in memory, one token after the other: as strict as {@link
 * Json#open}, by which it is tested, but made for documents most of which is passed on unread.
 * Eight bytes are looked at in one step, a string is made only of what is asked for, and each name
 * once for all objects that have it.
 */
public final class JsonReader {

  private static final int DEEPEST = 100;
  private static final int LONGEST_NUMBER = 1_000;
  private static final int LONGEST_NAME = 50_000;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private final byte[] json;
  private final JsonNames names;

  /** For each depth which object it is, counted from one; zero for an array. */
  private final int[] within = new int[DEEPEST + 1];

  /** For each depth which of the document's first names its object has had: a bit each. */
  private final long[] met = new long[DEEPEST + 1];

  private int depth;
  private int objects;
  private int at;
  private int from;
  private @Nullable JsonToken token;
  private JsonNames.Name name = JsonNames.NONE;

  /** Whether the string just read has escapes. */
  private boolean escaped;

  /** The document has more names of members than any resource has. */
  public static final class TooManyNames extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyNames() {
      super(
          "The body has members of more than "
              + JsonNames.MOST
              + " names, which no resource of R4 has.");
    }
  }

  private JsonReader(byte[] json, ToIntFunction<String> kinds) {
    this.json = json;
    this.names = new JsonNames(kinds);
  }

  /**
   * A reader at the start of a document.
   *
   * @throws IOException when it is not in UTF-8; that it is no JSON is thrown where it is read
   */
  public static JsonReader open(byte[] json) throws IOException {
    return open(json, name -> JsonNames.UNTOLD);
  }

  /**
   * The same for who tells names apart by kinds of their own.
   *
   * @param kinds asked once for each name that the document has
   */
  public static JsonReader open(byte[] json, ToIntFunction<String> kinds) throws IOException {
    Utf8.require(json);
    return new JsonReader(json, kinds);
  }

  /**
   * What to tell of a body that could not be read.
   *
   * @param otherwise where the reason says nothing that helps
   */
  public static String told(IOException reason, String otherwise) {
    return reason instanceof TooManyNames many ? String.valueOf(many.getMessage()) : otherwise;
  }

  /** Reads an object to its end: its bytes, as they stand in the document. */
  public Buffer cut() throws IOException {
    int begin = from;
    skipChildren();
    return Buffer.buffer(Arrays.copyOfRange(json, begin, at));
  }

  /** The next token; null behind the document's one value. */
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken next = next();
    token = next;
    return next;
  }

  private @Nullable JsonToken next() throws IOException {
    if (token == FIELD_NAME) {
      require(skipBlanks() == ':');
      at++;
      return value(skipBlanks());
    }
    int c = skipBlanks();
    if (depth == 0) {
      require(token == null ? c >= 0 : c < 0);
      return c < 0 ? null : value(c);
    }
    boolean inObject = within[depth] > 0;
    if (c == (inObject ? '}' : ']')) {
      from = at++;
      depth--;
      return inObject ? END_OBJECT : END_ARRAY;
    }
    if (token != START_OBJECT && token != START_ARRAY) {
      require(c == ',');
      at++;
      c = skipBlanks();
    }
    return inObject ? member(c) : value(c);
  }

  private JsonToken member(int c) throws IOException {
    require(c == '"');
    from = at++;
    name();
    return FIELD_NAME;
  }

  /** Of the name read last; of the member that holds the value, behind a name. */
  public String currentName() {
    return name.text();
  }

  /** Of the same name. Throws {@link IllegalStateException} where nobody has told its kind. */
  public int currentKind() {
    int kind = name.kind();
    if (kind == JsonNames.UNTOLD) {
      throw new IllegalStateException("opened without kinds");
    }
    return kind;
  }

  /** The text of a string, decoded; of any other token, as it stands in the document. */
  public String getText() throws IOException {
    if (token != VALUE_STRING) {
      return new String(json, from, at - from, StandardCharsets.UTF_8);
    }
    String raw = new String(json, from + 1, at - from - 2, StandardCharsets.UTF_8);
    return escaped ? unescaped(raw) : raw;
  }

  /** Throws when it is no integer, or too long. */
  public long getLongValue() throws IOException {
    require(token == VALUE_NUMBER_INT);
    try {
      return Long.parseLong(getText());
    } catch (NumberFormatException tooLong) {
      throw new IOException("a number that is too long", tooLong);
    }
  }

  /** Behind an object or an array that begins; nothing otherwise. */
  public void skipChildren() throws IOException {
    if (token == START_OBJECT || token == START_ARRAY) {
      int outside = depth - 1;
      while (depth > outside) {
        nextToken();
      }
    }
  }

  /** Reads an object to its end: those of its members that are strings. */
  public Map<String, String> strings() throws IOException {
    Map<String, String> strings = new HashMap<>();
    while (nextToken() == FIELD_NAME) {
      String member = name.text();
      if (nextToken() == VALUE_STRING) {
        strings.put(member, getText());
      } else {
        skipChildren();
      }
    }
    return strings;
  }

  /** Where the token begins, in bytes. */
  public int from() {
    return from;
  }

  /** Behind the token. */
  public int to() {
    return at;
  }

  private JsonToken value(int c) throws IOException {
    from = at;
    return switch (c) {
      case '"' -> string();
      case '{' -> begin(START_OBJECT);
      case '[' -> begin(START_ARRAY);
      case 't' -> literal("true", VALUE_TRUE);
      case 'f' -> literal("false", VALUE_FALSE);
      case 'n' -> literal("null", VALUE_NULL);
      default -> number();
    };
  }

  private JsonToken begin(JsonToken what) throws IOException {
    require(depth < DEEPEST);
    at++;
    within[++depth] = what == START_OBJECT ? ++objects : 0;
    met[depth] = 0;
    return what;
  }

  private JsonToken literal(String word, JsonToken what) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      require(peek() == word.charAt(i));
      at++;
    }
    return bounded(what);
  }

  private JsonToken number() throws IOException {
    boolean whole = true;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
      whole = false;
    }
    if ((peek() | 0x20) == 'e' && peek() >= 0) {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
      whole = false;
    }
    require(at - from <= LONGEST_NUMBER);
    return bounded(whole ? VALUE_NUMBER_INT : VALUE_NUMBER_FLOAT);
  }

  private void digits() throws IOException {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    require(at > start);
  }

  /** What has no end of its own ends at a blank, a comma, a bracket or the document's end. */
  private JsonToken bounded(JsonToken what) throws IOException {
    int c = peek();
    require(c < 0 || c <= ' ' || c == ',' || c == ']' || c == '}');
    return what;
  }

  private JsonToken string() throws IOException {
    at++;
    escaped = false;
    int c = special();
    while (c == '\\') {
      escaped = true;
      escape();
      c = special();
    }
    require(c == '"');
    at++;
    return VALUE_STRING;
  }

  /** On to the next byte of a string that is a quote, a backslash or a control character. */
  private int special() throws IOException {
    byte[] text = json;
    int next = at;
    while (next + Long.BYTES <= text.length) {
      long found = specials((long) JsonNames.LONGS.get(text, next));
      if (found != 0) {
        next += Long.numberOfTrailingZeros(found) >>> 3;
        at = next;
        return text[next];
      }
      next += Long.BYTES;
    }
    at = next;
    while (at < json.length
        && (json[at] < 0 || (json[at] >= ' ' && json[at] != '"' && json[at] != '\\'))) {
      at++;
    }
    return peek();
  }

  /**
   * The highest bit of each byte that is special; the lowest one that is set is right, those above
   * it need not be.
   */
  private static long specials(long bytes) {
    long quote = bytes ^ QUOTES;
    long backslash = bytes ^ BACKSLASHES;
    return (((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash)
            | ((bytes - SPACES) & ~bytes))
        & HIGHS;
  }

  private void escape() throws IOException {
    at++;
    int c = peek();
    at++;
    switch (c) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        for (int i = 0; i < 4; i++) {
          require(peek() >= 0 && Character.digit(peek(), 16) >= 0);
          at++;
        }
      }
      default -> throw new IOException("an escape that JSON does not have");
    }
  }

  /** Behind the name's closing quote. Most are short, in ASCII, and met before. */
  private void name() throws IOException {
    byte[] text = json;
    int start = at;
    int next = start;
    long hash = 0;
    while (next + Long.BYTES <= text.length) {
      long bytes = (long) JsonNames.LONGS.get(text, next);
      long found = specials(bytes) | (bytes & HIGHS);
      if (found == 0) {
        hash = JsonNames.mixed(hash, bytes);
        next += Long.BYTES;
        continue;
      }
      int length = Long.numberOfTrailingZeros(found) >>> 3;
      if (text[next + length] != '"') {
        break;
      }
      next += length;
      long rest = length == 0 ? 0 : bytes & (-1L >>> (Long.SIZE - Byte.SIZE * length));
      require(next - start <= LONGEST_NAME);
      at = next + 1;
      meet(names.find(text, start, next, JsonNames.mixed(hash, rest)));
      return;
    }
    at = start - 1;
    string();
    require(at - start <= LONGEST_NAME);
    String raw = new String(json, start, at - 1 - start, StandardCharsets.UTF_8);
    meet(names.find(escaped ? unescaped(raw) : raw));
  }

  /** Throws when this object has it already. */
  private void meet(JsonNames.Name found) throws IOException {
    boolean first;
    if (found.number() < Long.SIZE) {
      long bit = 1L << found.number();
      first = (met[depth] & bit) == 0;
      met[depth] |= bit;
    } else {
      first = found.meet(depth, within[depth]);
    }
    if (!first) {
      throw new IOException("a name is given twice");
    }
    name = found;
  }

  private static String unescaped(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = raw.charAt(++i);
      switch (kind) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(kind);
      }
    }
    return text.toString();
  }

  /** The next byte that is no blank; negative at the end. */
  private int skipBlanks() {
    while (at < json.length) {
      int c = json[at] & 0xff;
      if (c > ' ' || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
        return c;
      }
      at++;
    }
    return -1;
  }

  private int peek() {
    return at < json.length ? json[at] & 0xff : -1;
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not JSON");
    }
  }
}
