// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of a PKCS #11 module (v2.40, and what v3.0 has of Ed25519) that signing takes.
 * Numbers and structures are laid out as 64-bit Unix has them.
 */
final class Cryptoki {

  static final long PRIVATE_KEY = 3;
  static final long PUBLIC_KEY = 2;
  static final long KEY_TYPE = 0x100;
  static final long EC_POINT = 0x181;

  /** CKK_EC_EDWARDS: v3.0, 2.3.5. */
  static final long EDWARDS = 0x40;

  /** CKM_EDDSA: without parameters it is Ed25519 of RFC 8032 for a key of that curve. */
  static final long EDDSA = 0x1057;

  static final long FINAL_TRY = 0x20000;
  static final long LOCKED = 0x40000;

  private static final long OS_LOCKING_OK = 2;
  private static final long SERIAL_SESSION = 4;
  private static final long USER = 1;
  private static final long CLASS = 0;
  private static final long LABEL = 3;
  private static final int LONG = 8;

  /** Of a label in CK_TOKEN_INFO, padded with blanks; flags come after it and three others. */
  private static final int LABEL_SIZE = 32;

  private static final int FLAGS = 96;
  private static final int TOKEN_INFO = 256;

  /** Longer than any answer that is asked for here. */
  private static final int ROOM = 1_024;

  /** Where CK_FUNCTION_LIST has them, after the version: the order of pkcs11f.h. */
  private enum Called {
    INITIALIZE(0, "C_Initialize"),
    FINALIZE(1, "C_Finalize"),
    GET_SLOT_LIST(4, "C_GetSlotList"),
    GET_TOKEN_INFO(6, "C_GetTokenInfo"),
    GET_MECHANISM_LIST(7, "C_GetMechanismList"),
    OPEN_SESSION(12, "C_OpenSession"),
    CLOSE_SESSION(13, "C_CloseSession"),
    LOGIN(18, "C_Login"),
    GET_ATTRIBUTE_VALUE(24, "C_GetAttributeValue"),
    FIND_OBJECTS_INIT(26, "C_FindObjectsInit"),
    FIND_OBJECTS(27, "C_FindObjects"),
    FIND_OBJECTS_FINAL(28, "C_FindObjectsFinal"),
    SIGN_INIT(42, "C_SignInit"),
    SIGN(43, "C_Sign");

    private final int place;
    private final String spelling;

    Called(int place, String spelling) {
      this.place = place;
      this.spelling = spelling;
    }
  }

  /** Held, so that it is not unloaded. */
  private final NativeLibrary library;

  private final Map<Called, Function> functions = new EnumMap<>(Called.class);

  private Cryptoki(NativeLibrary library, Pointer list) {
    this.library = library;
    for (Called called : Called.values()) {
      functions.put(
          called, Function.getFunction(list.getPointer((1L + called.place) * Native.POINTER_SIZE)));
    }
  }

  /**
   * Loads a module, and leaves it as it is.
   *
   * @throws LinkageError when it cannot be loaded, or is none
   */
  static Cryptoki load(Path module) throws CryptokiException {
    if (Native.LONG_SIZE != LONG || Native.POINTER_SIZE != LONG) {
      throw new UnsatisfiedLinkError("modules are loaded on 64-bit Unix alone");
    }
    NativeLibrary library = NativeLibrary.getInstance(module.toAbsolutePath().toString());
    PointerByReference list = new PointerByReference();
    answered(
        "C_GetFunctionList",
        library.getFunction("C_GetFunctionList").invokeLong(new Object[] {list}));
    return new Cryptoki(library, list.getValue());
  }

  private static void answered(String function, long code) throws CryptokiException {
    if (code != 0) {
      throw new CryptokiException(function, code);
    }
  }

  private void call(Called called, Object... arguments) throws CryptokiException {
    answered(called.spelling, functions.get(called).invokeLong(arguments));
  }

  /** Once for all of a process: that it has been done already is no failure. */
  void initialize() throws CryptokiException {
    try (Memory arguments = new Memory(6L * LONG)) {
      arguments.clear();
      arguments.setLong(4L * LONG, OS_LOCKING_OK);
      call(Called.INITIALIZE, arguments);
    } catch (CryptokiException failed) {
      if (!failed.is(CryptokiException.ALREADY_INITIALIZED)) {
        throw failed;
      }
    }
  }

  /** Forgets all sessions, and what slots there were. */
  void end() throws CryptokiException {
    call(Called.FINALIZE, Pointer.NULL);
  }

  /** Those that a token is in. */
  List<Long> slots() throws CryptokiException {
    LongByReference count = new LongByReference();
    call(Called.GET_SLOT_LIST, (byte) 1, Pointer.NULL, count);
    return numbers(count, list -> call(Called.GET_SLOT_LIST, (byte) 1, list, count));
  }

  /**
   * What a token says of itself.
   *
   * @param flags as CK_TOKEN_INFO has them
   */
  record TokenInfo(String label, long flags) {}

  TokenInfo token(long slot) throws CryptokiException {
    try (Memory info = new Memory(TOKEN_INFO)) {
      call(Called.GET_TOKEN_INFO, slot, info);
      String label = new String(info.getByteArray(0, LABEL_SIZE), StandardCharsets.UTF_8);
      return new TokenInfo(label.stripTrailing(), info.getLong(FLAGS));
    }
  }

  boolean offers(long slot, long mechanism) throws CryptokiException {
    LongByReference count = new LongByReference();
    call(Called.GET_MECHANISM_LIST, slot, Pointer.NULL, count);
    return numbers(count, list -> call(Called.GET_MECHANISM_LIST, slot, list, count))
        .contains(mechanism);
  }

  private interface Filling {
    void fill(Memory list) throws CryptokiException;
  }

  private static List<Long> numbers(LongByReference count, Filling filling)
      throws CryptokiException {
    List<Long> numbers = new ArrayList<>();
    if (count.getValue() > 0) {
      try (Memory list = new Memory(count.getValue() * LONG)) {
        filling.fill(list);
        for (long i = 0; i < count.getValue(); i++) {
          numbers.add(list.getLong(i * LONG));
        }
      }
    }
    return numbers;
  }

  long openSession(long slot) throws CryptokiException {
    LongByReference session = new LongByReference();
    call(Called.OPEN_SESSION, slot, SERIAL_SESSION, Pointer.NULL, Pointer.NULL, session);
    return session.getValue();
  }

  void closeSession(long session) throws CryptokiException {
    call(Called.CLOSE_SESSION, session);
  }

  /** As the token's user, for all sessions of the process. */
  void login(long session, String pin) throws CryptokiException {
    byte[] bytes = pin.getBytes(StandardCharsets.UTF_8);
    try (Memory said = new Memory(bytes.length)) {
      said.write(0, bytes, 0, bytes.length);
      try {
        call(Called.LOGIN, session, USER, said, (long) bytes.length);
      } catch (CryptokiException failed) {
        if (!failed.is(CryptokiException.ALREADY_LOGGED_IN)) {
          throw failed;
        }
      } finally {
        said.clear();
      }
    }
  }

  /** Objects of a class by their label; two at the most, which are enough to tell one from more. */
  List<Long> find(long session, long ofClass, String label) throws CryptokiException {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    try (Memory wanted = new Memory(6L * LONG);
        Memory kind = new Memory(LONG);
        Memory named = new Memory(name.length);
        Memory found = new Memory(2L * LONG)) {
      kind.setLong(0, ofClass);
      named.write(0, name, 0, name.length);
      attribute(wanted, 0, CLASS, kind, LONG);
      attribute(wanted, 1, LABEL, named, name.length);
      call(Called.FIND_OBJECTS_INIT, session, wanted, 2L);
      LongByReference count = new LongByReference();
      call(Called.FIND_OBJECTS, session, found, 2L, count);
      call(Called.FIND_OBJECTS_FINAL, session);
      List<Long> objects = new ArrayList<>();
      for (long i = 0; i < count.getValue(); i++) {
        objects.add(found.getLong(i * LONG));
      }
      return objects;
    }
  }

  private static void attribute(Memory template, int place, long type, Pointer value, long length) {
    template.setLong(place * 3L * LONG, type);
    template.setPointer((place * 3L + 1) * LONG, value);
    template.setLong((place * 3L + 2) * LONG, length);
  }

  byte[] value(long session, long object, long type) throws CryptokiException {
    try (Memory template = new Memory(3L * LONG);
        Memory value = new Memory(ROOM)) {
      attribute(template, 0, type, value, ROOM);
      call(Called.GET_ATTRIBUTE_VALUE, session, object, template, 1L);
      return value.getByteArray(0, Math.toIntExact(template.getLong(2L * LONG)));
    }
  }

  long number(long session, long object, long type) throws CryptokiException {
    try (Memory template = new Memory(3L * LONG);
        Memory value = new Memory(LONG)) {
      attribute(template, 0, type, value, LONG);
      call(Called.GET_ATTRIBUTE_VALUE, session, object, template, 1L);
      return value.getLong(0);
    }
  }

  byte[] sign(long session, long key, byte[] message) throws CryptokiException {
    try (Memory mechanism = new Memory(3L * LONG);
        Memory said = new Memory(Math.max(1, message.length));
        Memory signature = new Memory(ROOM)) {
      mechanism.clear();
      mechanism.setLong(0, EDDSA);
      call(Called.SIGN_INIT, session, mechanism, key);
      said.write(0, message, 0, message.length);
      LongByReference length = new LongByReference(ROOM);
      call(Called.SIGN, session, said, (long) message.length, signature, length);
      return signature.getByteArray(0, Math.toIntExact(length.getValue()));
    }
  }

  @Override
  public String toString() {
    return library.getName();
  }
}
