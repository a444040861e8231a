// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.testing.DocumentedScript;
import io.prunelle.gateway.testing.TestKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A proof is believed by whoever has the public key, and nothing else is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProofTest {

  @TempDir Path directory;

  private WrittenJournal written;
  private Path publicKey;

  @BeforeAll
  void write() {
    written = new WrittenJournal();
    written.run("one", journal -> written.fill(journal, "a"));
    publicKey = TestKeys.publicHalf(written.settings.journal().key());
  }

  @AfterAll
  void close() {
    written.close();
  }

  private UUID id(String request) {
    return (UUID)
        written
            .database
            .rows("SELECT id FROM journal.entry WHERE request_id = ?", request)
            .get(0)
            .get("id");
  }

  private JsonObject proof(String request) {
    try {
      byte[] proof =
          Examiner.of(written.settings, List.of()).prove(id(request), System.out).orElseThrow();
      return new JsonObject(new String(proof, StandardCharsets.UTF_8));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNoThreadOfTheGateway() throws Exception {
    Path key = TestKeys.publicHalf(written.settings.journal().key());
    Proofs proofs = Proofs.of(written.vertx, written.settings, KeyFile.verifying(key, ""));
    UUID entry = id("a-record");
    try (Connection other = written.database.connect(written.database.owner())) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE journal.block, journal.entry");

      assertThat(catchThrowable(() -> proofs.of(entry).await(40, TimeUnit.SECONDS)))
          .hasMessageContaining("journal-down");
    }

    assertThat(proofs.of(entry).await()).isPresent();
  }

  private record Checked(boolean proven, String said) {}

  private static Checked check(byte[] proof, Path key) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean proven =
        Examiner.checkProof(
            proof, List.of(key), new PrintStream(said, true, StandardCharsets.UTF_8));
    return new Checked(proven, said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyEntryIsProven() throws Exception {
    for (Map<String, Object> row : written.database.rows("SELECT id FROM journal.entry")) {
      byte[] proof =
          Examiner.of(written.settings, List.of())
              .prove((UUID) row.get("id"), System.out)
              .orElseThrow();

      Checked checked = check(proof, publicKey);

      assertThat(checked.proven()).as(checked.said()).isTrue();
      assertThat(checked.said()).startsWith("Proven: ").contains(row.get("id").toString());
    }
  }

  @Test
  void whatIsNotThereOrDoesNotHoldIsNotProven() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    assertThat(Examiner.of(written.settings, List.of()).prove(UUID.randomUUID(), out)).isEmpty();
    written.database.execute(
        "UPDATE journal.entry SET patient = 'p9' WHERE request_id = 'a-record'");
    assertThat(Examiner.of(written.settings, List.of()).prove(id("a-record"), out)).isEmpty();
    written.database.execute(
        "UPDATE journal.entry SET patient = 'p1' WHERE request_id = 'a-record'");

    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("There is no entry")
        .contains("altered: it is not what stands in place 0 of block");
  }

  /** What a genuine proof becomes when it is made into one of something else, in any way. */
  private Map<String, JsonObject> tampered(JsonObject genuine) {
    Map<String, JsonObject> all = new LinkedHashMap<>();
    tamperings(genuine.getJsonObject("entry"), proof("a-y"))
        .forEach(
            (name, tampering) -> {
              JsonObject proof = genuine.copy();
              tampering.accept(proof);
              all.put(name, proof);
            });
    return all;
  }

  private static Map<String, Consumer<JsonObject>> tamperings(JsonObject entry, JsonObject other) {
    Map<String, Consumer<JsonObject>> all = new LinkedHashMap<>();
    for (String member : entry.getJsonObject("leaf").fieldNames()) {
      all.put("leaf." + member, p -> alter(p.getJsonObject("entry").getJsonObject("leaf"), member));
    }
    for (String member : entry.getJsonObject("block").fieldNames()) {
      all.put(
          "block." + member, p -> alter(p.getJsonObject("entry").getJsonObject("block"), member));
    }
    all.put("index", p -> alter(p.getJsonObject("entry"), "index"));
    all.put(
        "path",
        p -> {
          JsonArray path = p.getJsonObject("entry").getJsonArray("path");
          path.add(path.getString(0));
        });
    all.put("more digits", p -> change(block(p), "at", at -> at.replace("Z", "000Z")));
    all.put("fewer digits", p -> change(block(p), "at", at -> at.substring(0, 19) + "Z"));
    all.put("an offset", p -> change(block(p), "at", at -> at.replace("Z", "+00:00")));
    all.put("a further member of the block", p -> block(p).put("note", "x"));
    for (String member : List.of("root", "previous", "signature", "key")) {
      all.put(member + " in upper case", p -> change(block(p), member, ProofTest::upper));
    }
    all.put(
        "path in upper case",
        p -> {
          JsonArray path = p.getJsonObject("entry").getJsonArray("path");
          path.set(0, upper(path.getString(0)));
        });
    all.put(
        "a member without a name",
        p -> p.getJsonObject("entry").getJsonObject("leaf").put("", "x"));
    all.put("a member of the block without a name", p -> block(p).put("", "x"));
    all.put("no path", p -> p.getJsonObject("entry").put("path", new JsonArray()));
    all.put("format", p -> p.put("format", "another"));
    all.put("another outcome", p -> p.put("outcome", other.getJsonObject("outcome")));
    all.put("an outcome for an entry", p -> p.put("entry", p.getJsonObject("outcome")));
    all.put("an entry for an outcome", p -> p.put("outcome", p.getJsonObject("entry")));
    all.put("no entry", p -> p.remove("entry"));
    return all;
  }

  private static JsonObject block(JsonObject proof) {
    return proof.getJsonObject("entry").getJsonObject("block");
  }

  private static void change(JsonObject object, String member, UnaryOperator<String> change) {
    object.put(member, change.apply(object.getString(member)));
  }

  private static String upper(String hexadecimal) {
    return hexadecimal.toUpperCase(Locale.ROOT);
  }

  private static void alter(JsonObject object, String member) {
    Object value = object.getValue(member);
    if (value instanceof Boolean truth) {
      object.put(member, !truth);
    } else if (value instanceof Number number) {
      object.put(member, number.longValue() + 1);
    } else {
      String text = (String) value;
      char last = text.charAt(text.length() - 1);
      object.put(member, text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0'));
    }
  }

  @Test
  void nothingElseIsProven() {
    tampered(proof("a-x"))
        .forEach(
            (name, proof) -> {
              Checked checked = check(proof.toBuffer().getBytes(), publicKey);

              assertThat(checked.proven()).as(name + ": " + checked.said()).isFalse();
              assertThat(checked.said()).as(name).startsWith("Not proven: ");
              assertThat(checked.said().lines()).as(name).hasSize(1);
            });
    assertThat(check("nonsense".getBytes(StandardCharsets.UTF_8), publicKey).proven()).isFalse();
    assertThat(
            check("{\"format\":1,\"format\":1}".getBytes(StandardCharsets.UTF_8), publicKey)
                .proven())
        .isFalse();
  }

  @Test
  void anotherKeyProvesNothing() throws IOException {
    Path other = TestKeys.publicHalf(TestKeys.write(directory.resolve("other")));

    assertThat(check(proof("a-x").toBuffer().getBytes(), other).said())
        .startsWith("Not proven: ")
        .contains("which is not among those that are trusted");
  }

  /** The one in the documentation knows nothing of this code. */
  @Test
  void theScriptOfTheDocumentationAgrees() throws Exception {
    DocumentedScript script = DocumentedScript.in(directory);

    for (String request : List.of("a-x", "a-slow", "a-t", "a-7")) {
      assertThat(checked(script, proof(request))).as(request).isZero();
    }
    JsonObject genuine = proof("a-x");
    Map<String, JsonObject> tampered = tampered(genuine);
    Map<Path, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonObject> each : tampered.entrySet()) {
      files.put(written(each.getKey(), each.getValue()), each.getKey());
    }
    // One that is genuine between them says that a status is of its own proof
    files.put(written("genuine", genuine), "genuine");
    files.put(written("once more", tampered.get("index")), "once more");
    script
        .runEach(files.keySet(), publicKey)
        .forEach(
            (file, status) ->
                assertThat(status)
                    .as(files.get(file))
                    .isEqualTo(files.get(file).equals("genuine") ? 0 : 1));
    // However Python was told to run
    assertThat(checked(script, tampered.values().iterator().next(), "-O")).isEqualTo(1);
    assertThat(checked(script, genuine, "-O")).isZero();
  }

  private int checked(DocumentedScript script, JsonObject proof, String... options)
      throws Exception {
    return script.run(List.of(options), written("proof", proof), publicKey);
  }

  private Path written(String name, JsonObject proof) throws IOException {
    return Files.write(directory.resolve(name + ".json"), proof.toBuffer().getBytes());
  }
}
