// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.process.Launch;
import io.prunelle.deploy.demo.process.Programs;
import io.prunelle.deploy.demo.process.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as a reverse proxy that checks nothing, where it is installed. */
final class Nginx {

  private static final List<String> PLACES =
      List.of(
          "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx");

  private Nginx() {}

  static Optional<Path> installed() {
    return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  static Running start(Path nginx, Programs programs, Path directory, int port, int upstream)
      throws IOException {
    Path home = Files.createDirectories(directory.resolve("nginx"));
    Path configuration = home.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        worker_processes %d;
        daemon off;
        pid %s/nginx.pid;
        error_log %s/error.log;
        events { worker_connections 1024; }
        http {
          access_log off;
          %s
          upstream fhir { server 127.0.0.1:%d; keepalive 64; }
          server {
            listen 127.0.0.1:%d;
            keepalive_requests 1000000;
            location / {
              proxy_pass http://fhir;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                home,
                home,
                temporary(home),
                upstream,
                port));
    return programs.start(
        new Launch(
            "nginx",
            List.of(nginx.toString(), "-c", configuration.toString(), "-p", home.toString()),
            directory.resolve("nginx.log")));
  }

  private static String temporary(Path home) {
    return Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        .map(kind -> "%s_temp_path %s/%s;".formatted(kind, home, kind))
        .reduce("", (before, line) -> before + line + "\n");
  }
}
