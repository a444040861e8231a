// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.CanonicalForm;
import io.prunelle.gateway.hosts.fhir.ExactJson;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The resources that an archive of earlier versions consists of: a Binary for each piece of a file,
 * and the DocumentReference that lists them. The same transfer gives the same ids and, of the same
 * versions, the same content.
 */
final class ArchivePapers {

  /** What makes up an archive. */
  enum File {
    /** When each resource was written, and what could not be taken along. */
    INDEX("application/x-ndjson"),
    /** A version to a line, as it was kept. */
    VERSIONS("application/fhir+ndjson");

    private final String contentType;

    File(String contentType) {
      this.contentType = contentType;
    }

    String title(int piece) {
      return name().toLowerCase(Locale.ROOT) + "-" + (piece + 1) + ".ndjson";
    }
  }

  /** By which the gateway knows them from all else, to show them to nobody but the patient. */
  private static final String ID = "earlier-versions-";

  private final Transfer transfer;
  private final String host;
  private final Instant at;
  private final Map<File, List<Object>> attachments =
      new TreeMap<>(Map.of(File.INDEX, new ArrayList<>(), File.VERSIONS, new ArrayList<>()));

  /**
   * @param host the name of where the versions were
   * @param at when the record had moved
   */
  ArchivePapers(Transfer transfer, String host, Instant at) {
    this.transfer = transfer;
    this.host = host;
    this.at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  ResourceKey name(File file, int piece) {
    return name(transfer.id(), file, piece);
  }

  /** As a transfer names it, whatever is in it. */
  static ResourceKey name(UUID transfer, File file, int piece) {
    return new ResourceKey(ResourceKey.BINARY, id(transfer, file + " " + piece));
  }

  /** What lists the pieces, as a transfer names it. */
  static ResourceKey document(UUID transfer) {
    return new ResourceKey("DocumentReference", id(transfer, "document"));
  }

  /** The pieces that a document lists, with the hash of each. */
  static Map<ResourceKey, String> listed(Resource document) {
    Map<ResourceKey, String> pieces = new TreeMap<>();
    for (Object each : new JsonObject(document.body()).getJsonArray("content")) {
      JsonObject attachment = ((JsonObject) each).getJsonObject("attachment");
      pieces.put(ResourceKey.parse(attachment.getString("url")), attachment.getString("hash"));
    }
    return pieces;
  }

  /** Whether that is a piece with this hash, be it that another host shows it. */
  static boolean is(Resource piece, String hash) {
    String data = new JsonObject(piece.body()).getString("data", "");
    return sha1(Buffer.buffer(Base64.getMimeDecoder().decode(data))).equals(hash);
  }

  int pieces(File file) {
    return attachments(file).size();
  }

  /** The next piece of a file. */
  Resource piece(File file, Buffer bytes) {
    int piece = pieces(file);
    ResourceKey key = name(file, piece);
    Map<String, @Nullable Object> attachment = new TreeMap<>();
    attachment.put("contentType", file.contentType);
    attachment.put("hash", sha1(bytes));
    attachment.put("size", new ExactJson.Numeral(String.valueOf(bytes.length())));
    attachment.put("title", file.title(piece));
    attachment.put("url", key.toString());
    attachments(file).add(Map.of("attachment", attachment));
    Map<String, @Nullable Object> binary = resource(key);
    binary.put("contentType", file.contentType);
    // FHIR R4, binary.html#security: read by whom the patient's record may be read by
    binary.put("securityContext", patient());
    binary.put("data", Base64.getEncoder().encodeToString(bytes.getBytes()));
    return CanonicalForm.of(binary);
  }

  /** What lists the pieces so far. */
  Resource document() {
    List<Object> content = new ArrayList<>(attachments(File.INDEX));
    content.addAll(attachments(File.VERSIONS));
    Map<String, @Nullable Object> document = resource(document(transfer.id()));
    document.put("status", "current");
    document.put("type", Map.of("text", "Versions antérieures / Earlier versions"));
    document.put("subject", patient());
    document.put("date", at.toString());
    document.put(
        "description",
        "Versions antérieures de ce dossier, telles qu’elles étaient conservées chez "
            + host
            + ", et date à laquelle chaque élément y avait été écrit. / Earlier versions of this"
            + " record as they were kept at "
            + host
            + ", and when each item had been written there.");
    document.put("content", content);
    return CanonicalForm.of(document);
  }

  private List<Object> attachments(File file) {
    return attachments.getOrDefault(file, List.of());
  }

  private Map<String, @Nullable Object> patient() {
    Map<String, @Nullable Object> reference = new TreeMap<>();
    reference.put("reference", ResourceKey.patient(transfer.record().patient()).toString());
    return reference;
  }

  private static Map<String, @Nullable Object> resource(ResourceKey key) {
    Map<String, @Nullable Object> resource = new TreeMap<>();
    resource.put("resourceType", key.type());
    resource.put("id", key.id());
    return resource;
  }

  private static String id(UUID transfer, String name) {
    return ID
        + UUID.nameUUIDFromBytes(
            (transfer + " earlier versions " + name).getBytes(StandardCharsets.UTF_8));
  }

  // FHIR R4, datatypes.html#Attachment: SHA-1, in base64
  private static String sha1(Buffer bytes) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes.getBytes()));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
