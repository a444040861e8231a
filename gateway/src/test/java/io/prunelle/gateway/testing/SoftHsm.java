// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.prunelle.gateway.config.Settings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SoftHSM: a token in files, behind a real PKCS #11 module, which this JVM loads. One for all tests
 * of a JVM, since a module reads its configuration when it is initialized.
 */
public final class SoftHsm {

  public static final String TOKEN = "prunelle";
  public static final String PIN = "correct horse";

  /** Ed25519, of {@link #publicHalf}. */
  public static final String KEY = "journal";

  /** Ed25519 without its public half. */
  public static final String HALF = "half";

  /** Two of them. */
  public static final String TWICE = "twice";

  /** On P-256. */
  public static final String OTHER_CURVE = "p256";

  private static @Nullable SoftHsm one;

  private final Path directory;
  private final Path module;
  private final Path key;

  private SoftHsm(Path directory, Path module) throws IOException, GeneralSecurityException {
    this.directory = directory;
    this.module = module;
    this.key = TestKeys.write(directory.resolve("key.pem"));
    Files.createDirectory(directory.resolve("tokens"));
    configure(configuration(), "ALL");
    // Of this process, where the module looks for it
    NativeLibrary.getProcess()
        .getFunction("setenv")
        .invokeInt(new Object[] {"SOFTHSM2_CONF", configuration().toString(), 1});
    initialize();
    put(key, KEY, "01");
    put(key, HALF, "02", "--no-public-key");
    put(key, TWICE, "03");
    put(key, TWICE, "04");
    put(ofOtherCurve(), OTHER_CURVE, "05");
  }

  /** Skips the test where the machine has none. */
  public static synchronized SoftHsm orNotTested() {
    Path module =
        Stream.of("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11")
            .map(place -> Path.of(place, "libsofthsm2.so"))
            .filter(Files::isReadable)
            .findFirst()
            .orElse(null);
    NotTested.unless(
        module != null && isThere("softhsm2-util"),
        "a key in a token: without SoftHSM 2 (softhsm2)");
    try {
      if (one == null && module != null) {
        one = new SoftHsm(Files.createTempDirectory("softhsm"), module);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
    return Objects.requireNonNull(one);
  }

  /** Whether a process can be started by that name. */
  private static boolean isThere(String program) {
    return Stream.of(
            Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private Path configuration() {
    return directory.resolve("softhsm2.conf");
  }

  private void configure(Path file, String mechanisms) throws IOException {
    Files.writeString(
        file,
        """
        directories.tokendir = %s
        objectstore.backend = file
        log.level = ERROR
        slots.mechanisms = %s
        """
            .formatted(directory.resolve("tokens"), mechanisms));
  }

  private static Path ofOtherCurve() throws IOException, GeneralSecurityException {
    byte[] encoded = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    return Files.writeString(
        Files.createTempFile("p256", ".pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END PRIVATE KEY-----\n");
  }

  private void initialize() throws IOException {
    tool("--init-token", "--free", "--label", TOKEN, "--so-pin", "of the officer", "--pin", PIN);
  }

  private void put(Path file, String label, String id, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--import", file.toString(), "--token", TOKEN, "--pin", PIN));
    arguments.addAll(List.of("--label", label, "--id", id));
    arguments.addAll(List.of(more));
    tool(arguments.toArray(String[]::new));
  }

  private void tool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("softhsm2-util"));
    command.addAll(List.of(arguments));
    ProcessBuilder tool = new ProcessBuilder(command).redirectErrorStream(true);
    tool.environment().put("SOFTHSM2_CONF", configuration().toString());
    tool.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    try {
      if (tool.start().waitFor() != 0) {
        throw new IOException(Files.readString(directory.resolve("log")));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /** What a process has to be told, in the environment, to find it. */
  public Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", configuration().toString());
  }

  public Path module() {
    return module;
  }

  /** The public half of {@link #KEY}, in PEM. */
  public Path publicHalf() {
    return TestKeys.publicHalf(key);
  }

  public Settings.Pkcs11 settings() {
    return settings(KEY, PIN);
  }

  public Settings.Pkcs11 settings(String label, String pin) {
    return new Settings.Pkcs11(module, null, TOKEN, label, pin, null);
  }

  /** Closes all sessions of this process, as a device does that is reset. */
  public void reset() {
    call("C_Finalize", Pointer.NULL);
    call("C_Initialize", Pointer.NULL);
  }

  private void call(String function, Object... arguments) {
    Function called = NativeLibrary.getInstance(module.toString()).getFunction(function);
    long unused = called.invokeLong(arguments);
  }

  /** Takes the token out, until it is put back. */
  public Closing takeOut() {
    try (Stream<Path> tokens = Files.list(directory.resolve("tokens"))) {
      Path token = tokens.findFirst().orElseThrow();
      Path away = Files.move(token, directory.resolve("away"));
      return () -> Files.move(away, token);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Puts a token of the same label in its place, with another key of the same label. */
  public Closing replace() throws IOException {
    Closing out = takeOut();
    initialize();
    put(TestKeys.write(directory.resolve("another.pem")), KEY, "01");
    return () -> {
      try (Stream<Path> tokens = Files.list(directory.resolve("tokens"))) {
        Path token = tokens.findFirst().orElseThrow();
        Files.move(token, Files.createTempDirectory(directory, "replaced").resolve("token"));
      }
      out.close();
    };
  }

  /**
   * What a process has to be told, in the environment, to find the same token offer no Ed25519.
   * Another process: a module reads once what it offers.
   */
  public Map<String, String> withoutEdwards() throws IOException {
    Path file = directory.resolve("without-edwards.conf");
    configure(file, "CKM_ECDSA,CKM_RSA_PKCS");
    return Map.of("SOFTHSM2_CONF", file.toString());
  }

  /** Ends what was done to it. */
  public interface Closing extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * Whoever opens it waits from now on, until that is over: somebody else holds what has to be
   * locked.
   */
  public Closing hang() throws IOException {
    NotTested.unless(isThere("python3"), "a token that hangs: without Python 3");
    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import fcntl, glob, sys
                held = [open(name, "r+b") for name in glob.glob(sys.argv[1] + "/tokens/*/*")]
                [fcntl.lockf(file, fcntl.LOCK_EX) for file in held]
                print("held", flush=True)
                sys.stdin.read()
                """,
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"held".equals(holder.inputReader(StandardCharsets.UTF_8).readLine())) {
      throw new IOException("The token's files cannot be locked");
    }
    return holder.getOutputStream()::close;
  }
}
