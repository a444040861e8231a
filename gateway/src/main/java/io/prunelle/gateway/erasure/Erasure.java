// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that was erased at a host, and how it was found to be gone. Holds nothing of the
 * record's content.
 *
 * @param id of the transfer that took the record away
 * @param patient id, which the certificate itself does not say
 * @param types how many resources of each type were erased
 * @param root digest over the record that was compared before, hexadecimal
 * @param at when it was gone
 */
public record Erasure(
    UUID id,
    String practice,
    String patient,
    Host host,
    SortedMap<String, Long> types,
    String root,
    Instant at,
    Verification verification) {

  static final String FORMAT = "prunelle-erasure-certificate/1";

  private static final String NOT_SEARCHED = "not searched";

  /** What the record refers to, and what the access journal names. */
  private static final String AS_KNOWN = "searched as far as known";

  /**
   * Where it was erased.
   *
   * @param legalName null when it is not known
   * @param backups how long backups made before may still hold it; null when it is not known
   */
  public record Host(String id, @Nullable String legalName, @Nullable Period backups) {}

  /**
   * How it was found to be gone.
   *
   * @param ids resources that were asked for by their id and are not there
   * @param searched search parameters by type, each asked for the patient, or for what was erased,
   *     without a result
   * @param notSearched those that the host does not offer
   * @param identifiers of the patient, each searched among the host's patients without a result
   * @param expunged whether the host showed that it keeps no version of what was erased, nor of
   *     what was deleted while the record moved, or was found to have been before
   * @param accepted how many of what was erased somebody of the practice said were deleted on
   *     purpose where the record lives now
   * @param deletedBefore how many resources were found whose versions the host had kept since they
   *     were deleted, before the record moved; null where it was not looked for
   * @param homes how many places where somebody lives, to which the record refers, have stayed
   *     since others may live there too
   * @param namesakes how many other Patients with one of the identifiers were found and have
   *     stayed: the record could not wait for somebody to find out who they are
   * @param bundles whether the host keeps whole Bundles, or does not say that it keeps none
   */
  public record Verification(
      long ids,
      SortedMap<String, List<String>> searched,
      SortedMap<String, List<String>> notSearched,
      int identifiers,
      boolean expunged,
      long accepted,
      @Nullable Long deletedBefore,
      long homes,
      int namesakes,
      boolean bundles) {

    JsonObject json() {
      JsonObject json =
          new JsonObject()
              .put("identifiers", identifiers)
              .put("ids", ids)
              .put("expunged", expunged)
              .put("earlierVersions", expunged ? "removed" : "may remain")
              // Nobody knows any more all that there was
              .put("deletedBefore", deletedBefore == null ? NOT_SEARCHED : AS_KNOWN)
              // No search of R4 finds what is the patient's by its security context alone
              .put("unreferencedBinaries", AS_KNOWN)
              // No search finds what is in one
              .put("storedBundles", bundles ? NOT_SEARCHED : "none")
              // No host says whether it searches the identifier of a reference
              .put("logicalReferences", NOT_SEARCHED)
              // No search finds what a resource that names somebody else now has once said
              .put("versionsOfOthers", NOT_SEARCHED)
              .put("searched", lists(searched))
              .put("notSearched", lists(notSearched));
      if (accepted > 0) {
        json.put("acceptedAsDeleted", accepted);
      }
      if (homes > 0) {
        json.put("homesLeft", homes);
      }
      if (namesakes > 0) {
        json.put("sameIdentifier", namesakes);
      }
      return deletedBefore == null ? json : json.put("deletedBeforeFound", deletedBefore);
    }

    private static JsonObject lists(Map<String, List<String>> parameters) {
      JsonObject json = new JsonObject();
      parameters.forEach((type, names) -> json.put(type, new JsonArray(List.copyOf(names))));
      return json;
    }
  }

  /** Keeps counts in the order of their types. */
  public Erasure {
    types = new TreeMap<>(types);
  }

  /** What is signed. */
  JsonObject json(Instant certifiedAt) {
    PatientReference reference = PatientReference.of(practice, patient);
    JsonObject erased = new JsonObject();
    types.forEach(erased::put);
    JsonObject where = new JsonObject().put("id", host.id());
    if (host.legalName() != null) {
      where.put("legalName", host.legalName());
    }
    return new JsonObject()
        .put("format", FORMAT)
        .put("id", id.toString())
        .put("certifiedAt", seconds(certifiedAt))
        .put("practice", practice)
        .put(
            "patient",
            new JsonObject().put("sha256", reference.digest()).put("salt", reference.salt()))
        .put("host", where)
        .put(
            "erased",
            new JsonObject()
                .put("at", seconds(at))
                .put("resources", types.values().stream().mapToLong(Long::longValue).sum())
                .put("types", erased)
                .put("root", root))
        .put("verification", verification.json())
        .put("backups", backups());
  }

  private JsonObject backups() {
    Period kept = host.backups();
    if (kept == null) {
      return new JsonObject().put("until", "not stated");
    }
    LocalDate until = LocalDate.ofInstant(at, ZoneOffset.UTC).plus(kept);
    return new JsonObject().put("until", until.toString()).put("kept", kept.toString());
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
