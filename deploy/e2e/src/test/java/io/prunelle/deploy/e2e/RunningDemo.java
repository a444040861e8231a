// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the demo once for all test classes, by its own script, on fresh data, and stops it after
 * the last one. Hands a {@link Demo} or {@link DemoScript} to tests that ask for one.
 */
final class RunningDemo implements BeforeAllCallback, ParameterResolver {

  @Override
  public void beforeAll(ExtensionContext context) {
    started(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Demo.class || type == DemoScript.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started started = started(context);
    return parameter.getParameter().getType() == Demo.class ? started.demo() : started.script();
  }

  /** The demo that runs, for what is started beside it. */
  static Demo demo(ExtensionContext context) {
    return started(context).demo();
  }

  private static Started started(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(RunningDemo.class))
        .computeIfAbsent(Begun.class, key -> Begun.once(), Begun.class)
        .running();
  }

  /**
   * What did not start for one class does not start for the next one either: each would wait for
   * minutes. JUnit closes it at the end of the run.
   */
  private record Begun(Optional<Started> started, Optional<RuntimeException> failure)
      implements AutoCloseable {

    static Begun once() {
      try {
        return new Begun(Optional.of(Started.fresh()), Optional.empty());
      } catch (RuntimeException failure) {
        return new Begun(Optional.empty(), Optional.of(failure));
      }
    }

    Started running() {
      return started.orElseThrow(
          () -> new IllegalStateException("the demo has not started", failure.orElse(null)));
    }

    @Override
    public void close() throws IOException {
      if (started.isPresent()) {
        started.get().close();
      }
    }
  }

  private record Started(DemoScript script, Demo demo) {

    /** For work on a test: the demo runs already, and goes on running. */
    private static final boolean KEEP = Boolean.getBoolean("demo.keep");

    static Started fresh() {
      DemoScript script = DemoScript.underTest();
      try {
        if (!KEEP) {
          start(script);
        }
        return new Started(script, Demo.read(script.directory().resolve("demo.json")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void start(DemoScript script) throws IOException {
      script.run("stop");
      DemoScript.Ended start = script.run("--reset", "--detach");
      if (start.exit() != 0) {
        throw new IllegalStateException("the demo did not start:\n" + start.output());
      }
    }

    void close() throws IOException {
      if (!KEEP) {
        script.run("stop");
      }
    }
  }
}
