// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The modules of the working copy, as Maven has packaged them. */
public record Modules(Path root) {

  /** What the gateway's documentation recommends on few cores (configuration, "Memory"). */
  public static final List<String> MEMORY =
      List.of(
          "-Xmx256m",
          "-Xmn96m",
          "-XX:SurvivorRatio=3",
          "-XX:TargetSurvivorRatio=90",
          "-XX:+UseSerialGC",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:+ExitOnOutOfMemoryError");

  /** The jar of a module. */
  public Path jar(String module) throws Refusal, IOException {
    Path target = root.resolve(module).resolve("target");
    String artifact = Path.of(module).getFileName().toString();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        List<Path> jars =
            files
                .filter(file -> file.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
                .filter(file -> !file.toString().matches(".*-(sources|tests|javadoc)\\.jar"))
                .toList();
        if (jars.size() == 1) {
          return jars.get(0);
        }
      }
    }
    throw new Refusal("module " + module + " is not built: run mvn package");
  }

  /** The command line that runs a module's main class. */
  public List<String> java(
      String module, List<String> options, String mainClass, List<String> arguments)
      throws Refusal, IOException {
    Path classpath = root.resolve(module).resolve("target/classpath");
    if (!Files.exists(classpath)) {
      throw new Refusal("module " + module + " is not built: run mvn package");
    }
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options);
    command.add("-cp");
    command.add(jar(module) + File.pathSeparator + Files.readString(classpath).strip());
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** The same with what the module's tests hold; they have to be compiled. */
  public List<String> javaOfTests(
      String module, List<String> options, String mainClass, List<String> arguments)
      throws Refusal, IOException {
    Path classes = root.resolve(module).resolve("target/test-classes");
    if (!Files.isDirectory(classes)) {
      throw new Refusal("tests of module " + module + " are not compiled: run mvn test-compile");
    }
    List<String> command = java(module, options, mainClass, arguments);
    int classpath = command.indexOf("-cp") + 1;
    command.set(classpath, classes + File.pathSeparator + command.get(classpath));
    return command;
  }

  /** The Java that runs this program. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
