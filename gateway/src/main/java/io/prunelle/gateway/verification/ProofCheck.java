// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.StrictJson;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** Says in words what a proof proves. */
final class ProofCheck {

  private final Keyring keys;
  private final PrintStream out;

  ProofCheck(Keyring keys, PrintStream out) {
    this.keys = keys;
    this.out = out;
  }

  /** Whether it proves anything. */
  boolean check(byte[] file) {
    try {
      Proof proof = Proof.parse(file);
      return check(proof);
    } catch (IOException none) {
      out.println("Not proven: this is no proof (" + Report.oneLine(none.getMessage()) + ").");
      return false;
    }
  }

  private boolean check(Proof proof) throws IOException {
    Map<String, Object> entry = StrictJson.object(proof.entry().canonical().bytes());
    if (!"entry".equals(entry.get("kind"))) {
      out.println("Not proven: what is said to be an entry is none.");
      return false;
    }
    String flaw = proof.entry().flaw(keys);
    if (flaw != null) {
      out.println("Not proven: the entry is not in the journal as it stands here: " + flaw + ".");
      return false;
    }
    ProvenLeaf end = proof.outcome();
    Map<String, Object> outcome =
        end == null ? Map.of() : StrictJson.object(end.canonical().bytes());
    if (end != null) {
      boolean its =
          "outcome".equals(outcome.get("kind")) && of(entry, "id").equals(of(outcome, "entry"));
      String endFlaw = end.flaw(keys);
      if (!its || endFlaw != null) {
        out.println(
            "Not proven: the outcome is not in the journal as it stands here: "
                + (its ? endFlaw : "it is not that entry's")
                + ".");
        return false;
      }
    }
    say(proof, entry, outcome);
    return true;
  }

  private void say(Proof proof, Map<String, Object> entry, Map<String, Object> outcome) {
    Block block = proof.entry().block();
    out.printf("Proven: the gateway has written this down before it happened.%n");
    out.printf("  When: %s, entry %s%n", of(entry, "at"), of(entry, "id"));
    out.printf(
        "  Who: %s (%s), role %s, with the application %s%n",
        of(entry, "name"), of(entry, "subject"), of(entry, "role"), of(entry, "client"));
    out.printf(
        "  What: %s %s %s %s%n",
        of(entry, "interaction"),
        of(entry, "resourceType"),
        of(entry, "resourceId"),
        of(entry, "path"));
    out.printf(
        "  Whose record: patient %s of practice %s, at host %s%n",
        of(entry, "patient"), of(entry, "practice"), of(entry, "host"));
    out.printf(
        "  %s: %s%n",
        Boolean.TRUE.equals(entry.get("permitted")) ? "Permitted" : "Refused", of(entry, "reason"));
    if (outcome.isEmpty()) {
      out.printf("  How it ended: the proof does not say%n");
    } else {
      out.printf(
          "  How it ended: %s, status %s, at %s%n",
          of(outcome, "ending"), of(outcome, "status"), of(outcome, "at"));
      if (outcome.containsKey("resource")) {
        out.printf("  What was written: %s%n", of(outcome, "resource"));
      }
    }
    out.printf(
        "  Signed by key %s with block %d of chain %d at %s.%n",
        block.key(), block.number(), block.chain(), block.at());
  }

  private static String of(Map<String, Object> object, String member) {
    return Report.oneLine(String.valueOf(object.getOrDefault(member, "-")));
  }
}
