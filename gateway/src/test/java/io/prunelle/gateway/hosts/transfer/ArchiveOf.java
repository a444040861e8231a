// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An archive of earlier versions as a host has it, put together by what its document says.
 *
 * @param index a line for each resource, and for each version that is left out
 * @param versions as they were kept
 * @param binaries names of its pieces
 */
record ArchiveOf(
    JsonObject document,
    List<JsonObject> index,
    List<JsonObject> versions,
    List<String> binaries,
    int largest) {

  /** Those of a host, in the order in which the records moved. */
  static List<ArchiveOf> at(FhirStore host) {
    Map<String, JsonObject> content = host.content();
    return content.values().stream()
        .filter(ArchiveOf::isOne)
        .sorted(Comparator.comparing(document -> Instant.parse(document.getString("date"))))
        .map(document -> of(document, content))
        .toList();
  }

  private static boolean isOne(JsonObject resource) {
    return resource.getString("resourceType").equals("DocumentReference")
        && resource
            .getJsonObject("type", new JsonObject())
            .getString("text", "")
            .contains("Earlier");
  }

  private static ArchiveOf of(JsonObject document, Map<String, JsonObject> content) {
    List<String> binaries = new ArrayList<>();
    Buffer index = Buffer.buffer();
    Buffer versions = Buffer.buffer();
    int largest = 0;
    for (Object each : document.getJsonArray("content")) {
      JsonObject attachment = ((JsonObject) each).getJsonObject("attachment");
      JsonObject binary = content.get(attachment.getString("url"));
      byte[] data = Base64.getDecoder().decode(binary.getString("data"));
      assertThat(attachment.getInteger("size")).isEqualTo(data.length);
      assertThat(attachment.getString("hash")).isEqualTo(sha1(data));
      assertThat(binary.getString("contentType")).isEqualTo(attachment.getString("contentType"));
      assertThat(binary.getJsonObject("securityContext"))
          .isEqualTo(document.getJsonObject("subject"));
      (attachment.getString("title").startsWith("index") ? index : versions).appendBytes(data);
      binaries.add(attachment.getString("url"));
      largest = Math.max(largest, data.length);
    }
    return new ArchiveOf(document, lines(index), lines(versions), binaries, largest);
  }

  private static List<JsonObject> lines(Buffer file) {
    return file.toString(StandardCharsets.UTF_8).lines().map(JsonObject::new).toList();
  }

  private static String sha1(byte[] data) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(data));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  /** What the index says of a resource, or of what was left out of it. */
  List<JsonObject> told(String resource) {
    return index.stream().filter(line -> resource.equals(line.getString("resource"))).toList();
  }

  List<String> names() {
    return versions.stream()
        .map(
            version ->
                version.getString("resourceType")
                    + "/"
                    + version.getString("id")
                    + " "
                    + version.getJsonObject("meta").getString("versionId"))
        .toList();
  }
}
