// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a resource holds that is a file by itself: an Attachment with data, what a Binary holds, and
 * which Binaries it leads to. Only what programs show without running anything gets the ending they
 * know it by.
 */
record Attachments(List<Content> contents, Set<String> binaries) {

  private static final Pattern BINARY =
      Pattern.compile("(?:.*/)?Binary/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?");

  // What the mover keeps earlier versions in: JSON by lines, which every computer shows as text
  private static final String LINES = "ndjson.txt";

  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("application/pdf", "pdf"),
          Map.entry("text/plain", "txt"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/png", "png"),
          Map.entry("image/tiff", "tif"),
          Map.entry("application/dicom", "dcm"),
          Map.entry("application/json", "json"),
          Map.entry("application/fhir+ndjson", LINES),
          Map.entry("application/x-ndjson", "index." + LINES),
          Map.entry("text/csv", "csv.txt"),
          Map.entry("text/html", "html.txt"),
          Map.entry("application/xml", "xml.txt"));

  /** A file. */
  record Content(String ending, Buffer bytes) {

    /** Whether it holds earlier versions of a record that has moved, or tells of them. */
    boolean earlier() {
      return ending.endsWith(LINES);
    }
  }

  static Attachments in(RecordResource resource) {
    Attachments found = new Attachments(new ArrayList<>(), new LinkedHashSet<>());
    found.look(new JsonObject(resource.line()));
    return found;
  }

  private void look(JsonObject object) {
    if (object.getValue("contentType") instanceof String type
        && object.getValue("data") instanceof String data) {
      decode(ending(type), data);
    }
    if (object.getValue("url") instanceof String url) {
      Matcher binary = BINARY.matcher(url);
      if (binary.matches()) {
        binaries.add(binary.group(1));
      }
    }
    for (String name : object.fieldNames()) {
      lookAt(object.getValue(name));
    }
  }

  private void lookAt(Object value) {
    if (value instanceof JsonObject object) {
      look(object);
    } else if (value instanceof JsonArray array) {
      array.forEach(this::lookAt);
    }
  }

  /** What cannot be decoded is still in its resource. */
  private void decode(String ending, String data) {
    try {
      contents.add(new Content(ending, Buffer.buffer(Base64.getMimeDecoder().decode(data))));
    } catch (IllegalArgumentException notBase64) {
      return;
    }
  }

  private static String ending(String contentType) {
    String essence = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return ENDINGS.getOrDefault(essence, "bin");
  }
}
