// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/** Appends one line per request to a file and flushes each, so that a reader is never behind. */
final class AccessLog extends AbstractLifeCycle implements RequestLog.Writer {

  private final Path file;
  private Writer out = Writer.nullWriter();

  AccessLog(Path file) {
    this.file = file;
  }

  @Override
  protected void doStart() throws IOException {
    out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void write(String line) throws IOException {
    out.write(line);
    out.write('\n');
    out.flush();
  }

  @Override
  protected synchronized void doStop() throws IOException {
    out.close();
  }
}
