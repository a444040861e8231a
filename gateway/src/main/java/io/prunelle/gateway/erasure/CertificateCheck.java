// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.StrictJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words what a certificate certifies, to who trusts the keys and nothing else. */
public final class CertificateCheck {

  private final Keyring keys;
  private final PrintStream out;

  public CertificateCheck(Keyring keys, PrintStream out) {
    this.keys = keys;
    this.out = out;
  }

  /**
   * Whether it certifies anything.
   *
   * @param patient id that it has to be about; null when that is not asked
   */
  public boolean check(byte[] file, @Nullable String patient) {
    try {
      Jws jws = Jws.parse(new String(file, StandardCharsets.US_ASCII));
      if (!jws.signedBy(keys)) {
        out.println("Not certified: none of the trusted keys has signed this.");
        return false;
      }
      Map<String, Object> content = StrictJson.object(jws.payload().bytes());
      if (!Erasure.FORMAT.equals(content.get("format"))) {
        out.println("Not certified: its format is not " + Erasure.FORMAT + ".");
        return false;
      }
      if (patient != null && !isAbout(content, patient)) {
        out.println("Not certified: it is about another patient.");
        return false;
      }
      say(jws, content, patient);
      return true;
    } catch (IOException none) {
      out.println("Not certified: this is no certificate (" + oneLine(none.getMessage()) + ").");
      return false;
    }
  }

  private static boolean isAbout(Map<String, Object> content, String patient) throws IOException {
    Map<String, Object> reference = StrictJson.object(content, "patient");
    return new PatientReference(
            StrictJson.member(reference, "sha256", String.class),
            StrictJson.member(reference, "salt", String.class))
        .stands(StrictJson.member(content, "practice", String.class), patient);
  }

  private void say(Jws jws, Map<String, Object> content, @Nullable String patient)
      throws IOException {
    Map<String, Object> host = StrictJson.object(content, "host");
    Map<String, Object> erased = StrictJson.object(content, "erased");
    Map<String, Object> verification = StrictJson.object(content, "verification");
    Map<String, Object> backups = StrictJson.object(content, "backups");
    out.printf("Certified: a record was erased and looked for afterwards, and nothing found.%n");
    out.printf(
        "  Whose: a patient of practice %s%s%n",
        of(content, "practice"), patient == null ? "" : ", the one with the id that was given");
    out.printf("  Where: host %s (%s)%n", of(host, "id"), of(host, "legalName"));
    out.printf("  What: %s resources, root %s%n", of(erased, "resources"), of(erased, "root"));
    out.printf("  When: %s, certified %s%n", of(erased, "at"), of(content, "certifiedAt"));
    out.printf(
        "  Searched: %s ids, %s of the patient's identifiers, references in %d types%n",
        of(verification, "ids"),
        of(verification, "identifiers"),
        StrictJson.object(verification, "searched").size());
    out.printf(
        "  Not searched, because the host does not offer it: %d types%n",
        StrictJson.object(verification, "notSearched").size());
    out.printf("  Earlier versions: %s%n", of(verification, "earlierVersions"));
    out.printf("  Deleted before the record moved: %s%n", of(verification, "deletedBefore"));
    out.printf("  Binaries that nothing refers to: %s%n", of(verification, "unreferencedBinaries"));
    out.printf("  Bundles that are kept whole: %s%n", of(verification, "storedBundles"));
    out.printf("  References by identifier alone: %s%n", of(verification, "logicalReferences"));
    out.printf(
        "  Earlier versions of what stays there: %s%n", of(verification, "versionsOfOthers"));
    if (verification.containsKey("acceptedAsDeleted")) {
      out.printf(
          "  Of these, by what the practice said, deleted on purpose where the record lives: %s%n",
          of(verification, "acceptedAsDeleted"));
    }
    if (verification.containsKey("homesLeft")) {
      out.printf(
          "  Left there, since others may live there too: %s places where somebody lives%n",
          of(verification, "homesLeft"));
    }
    if (verification.containsKey("sameIdentifier")) {
      out.printf(
          "  Left there, since nobody has found out who they are: %s other Patients with one of the identifiers%n",
          of(verification, "sameIdentifier"));
    }
    out.printf("  Backups may hold it until: %s%n", of(backups, "until"));
    out.printf("  Signed by key %s, transfer %s.%n", jws.key(), of(content, "id"));
  }

  private static String of(Map<String, Object> object, String name) {
    Object value = object.get(name);
    return value == null ? "not stated" : oneLine(value.toString());
  }

  /** What a file says must not look like what this command says. */
  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\p{Cntrl}", " ");
  }
}
