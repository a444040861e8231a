// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The script of {@code docs/journal.md} that checks proofs, which knows nothing of this code. */
public final class DocumentedScript {

  private static final Pattern PYTHON = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

  /** Runs it as if for one proof, anew each time; what it ends with becomes a line of a file. */
  private static final String EACH =
      """
      import runpy, sys
      statuses, script, key, *proofs = sys.argv[1:]
      with open(statuses, "w") as file:
          for proof in proofs:
              sys.argv = [script, proof, key]
              status = 0
              try:
                  runpy.run_path(script, run_name="__main__")
              except SystemExit as ended:  # As Python does: a text is an error, and nothing none
                  status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
              print(status, file=file)
      """;

  private final Path file;

  private DocumentedScript(Path file) {
    this.file = file;
  }

  /** Writes it here; skips the test where it cannot be run. */
  public static DocumentedScript in(Path directory) throws IOException, InterruptedException {
    NotTested.unless(
        says("Python 3", "python3", "--version") && says("OpenSSL 3", "openssl", "version"),
        "the documentation's script that checks proofs, which needs python3 and OpenSSL 3");
    Matcher script = PYTHON.matcher(Files.readString(Path.of("docs/journal.md")));
    assertThat(script.find()).isTrue();
    return new DocumentedScript(Files.writeString(directory.resolve("check.py"), script.group(1)));
  }

  private static boolean says(String version, String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 && said.startsWith(version);
    } catch (IOException absent) {
      return false;
    }
  }

  /** With which status it ends. */
  public int run(Path proof, Path... keys) throws IOException, InterruptedException {
    return run(List.of(), proof, keys);
  }

  /** The same with options of Python's. */
  public int run(List<String> options, Path proof, Path... keys)
      throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(
            Stream.of(
                    Stream.of("python3"),
                    options.stream(),
                    Stream.of(file.toString(), proof.toString()),
                    Stream.of(keys).map(Path::toString))
                .flatMap(part -> part)
                .toList());
    return ended(python);
  }

  /**
   * The same of many proofs, one after the other, in a single Python: starting it takes longer than
   * what it is started for.
   *
   * @return with which status the script ends for each
   */
  public Map<Path, Integer> runEach(Collection<Path> proofs, Path key)
      throws IOException, InterruptedException {
    Path statuses = Files.createTempFile(file.getParent(), "statuses", ".txt");
    Path each = Files.writeString(file.resolveSibling("each.py"), EACH);
    ProcessBuilder python =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of("python3", each, statuses, file, key).map(Object::toString),
                    proofs.stream().map(Path::toString))
                .toList());
    assertThat(ended(python)).isZero();
    Map<Path, Integer> ended = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(statuses);
    assertThat(lines).hasSameSizeAs(proofs);
    proofs.forEach(proof -> ended.put(proof, Integer.valueOf(lines.get(ended.size()))));
    return ended;
  }

  private static int ended(ProcessBuilder program) throws IOException, InterruptedException {
    Process process =
        program.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
