// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.view.Links;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * The static parts of the page, held in memory. Their names carry a digest of what is in them, so
 * browsers may keep them for good. Compressed, unlike pages: those hold secrets next to what others
 * may choose (BREACH).
 */
final class Assets implements Handler<RoutingContext> {

  static final String PATH = "/my/assets/";

  private static final String PICO =
      "/META-INF/resources/webjars/picocss__pico/2.1.1/css/pico.min.css";

  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private final Links links;

  private record Asset(String type, Buffer plain, Buffer zipped) {}

  Assets() {
    this.links =
        new Links(
            load("pico", ".css", "text/css; charset=utf-8", PICO),
            load("page", ".css", "text/css; charset=utf-8", "/page/page.css"),
            load("mark", ".svg", "image/svg+xml", "/page/mark.svg"));
  }

  Links links() {
    return links;
  }

  @Override
  public void handle(RoutingContext context) {
    Asset asset = assets.get(context.normalizedPath());
    if (asset == null) {
      context.next();
      return;
    }
    String accepted = context.request().getHeader("Accept-Encoding");
    boolean zip = accepted != null && accepted.contains("gzip");
    HttpServerResponse response = context.response();
    response
        .putHeader("Content-Type", asset.type())
        .putHeader("Cache-Control", "public, max-age=31536000, immutable")
        .putHeader("Vary", "Accept-Encoding");
    if (zip) {
      response.putHeader("Content-Encoding", "gzip");
    }
    response.end(zip ? asset.zipped() : asset.plain());
  }

  private String load(String name, String ending, String type, String resource) {
    try (InputStream file = Assets.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      byte[] content = file.readAllBytes();
      String path = PATH + name + "-" + digest(content) + ending;
      assets.put(path, new Asset(type, Buffer.buffer(content), Buffer.buffer(zip(content))));
      return path;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource, unreadable);
    }
  }

  private static byte[] zip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
      zipped.write(content);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
