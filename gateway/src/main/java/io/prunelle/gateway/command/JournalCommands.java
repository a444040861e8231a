// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.command;

import io.prunelle.gateway.chain.CanonicalJson;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.PublicKey;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.erasure.CertificateCheck;
import io.prunelle.gateway.verification.Examiner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Commands that examine the journal and what was signed with its key, and end. Zero when all fits,
 * one when it does not.
 */
public final class JournalCommands {

  private static final int FITS = 0;
  private static final int DOES_NOT_FIT = 1;

  private final CommandLine line;
  private final PrintStream out;

  public JournalCommands(CommandLine line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  public int verify() throws SQLException, IOException, InterruptedException {
    return witnessed(audit())
            .verify(line.has(CommandLine.ALL_SIGNATURES), line.files(CommandLine.WITNESS), out)
        ? FITS
        : DOES_NOT_FIT;
  }

  public int prove() throws SQLException, IOException {
    UUID entry = entry();
    Optional<byte[]> proof = audit().prove(entry, out);
    if (proof.isEmpty()) {
      return DOES_NOT_FIT;
    }
    if (line.has(CommandLine.OUT)) {
      Files.write(CommandLine.path(line.value(CommandLine.OUT)), proof.get());
    } else {
      out.write(proof.get());
    }
    return FITS;
  }

  public int checkProof() throws IOException {
    byte[] proof = Files.readAllBytes(CommandLine.path(line.operands().get(0)));
    List<Path> keys = line.files(CommandLine.PUBLIC_KEY);
    boolean proves =
        keys.isEmpty()
            ? Examiner.checkProof(proof, Settings.load(line.config()), out)
            : Examiner.checkProof(proof, keys, out);
    return proves ? FITS : DOES_NOT_FIT;
  }

  public int checkCertificate() throws IOException {
    byte[] certificate = Files.readAllBytes(CommandLine.path(line.operands().get(0)));
    String patient = line.has(CommandLine.PATIENT) ? line.value(CommandLine.PATIENT) : null;
    return new CertificateCheck(new Keyring(trusted()), out).check(certificate, patient)
        ? FITS
        : DOES_NOT_FIT;
  }

  /** Prints the public keys as a JSON Web Key Set (RFC 7517, 5). */
  public int keys() {
    List<byte[]> keys = trusted().stream().map(PublicKey::jwk).toList();
    out.println(
        new String(new CanonicalJson().objects("keys", keys).bytes(), StandardCharsets.UTF_8));
    return FITS;
  }

  private List<PublicKey> trusted() {
    List<Path> files = line.files(CommandLine.PUBLIC_KEY);
    return files.isEmpty()
        ? KeyFile.trusted(Settings.load(line.config()).journal())
        : files.stream().map(file -> KeyFile.verifying(file, CommandLine.PUBLIC_KEY)).toList();
  }

  /**
   * Drops what need not be kept.
   *
   * @param present what the journal is signed with
   * @param journal where it is written down first
   */
  public int prune(Settings settings, PublicKey present, Examiner.Writer journal) throws Exception {
    return Examiner.of(settings, present)
            .prune(settings, journal, line.has(CommandLine.DRY_RUN), out)
        ? FITS
        : DOES_NOT_FIT;
  }

  private Examiner witnessed(Examiner audit) {
    return line.has(CommandLine.WITNESS_JDBC_URL)
        ? audit.witnessedBy(
            line.value(CommandLine.WITNESS_JDBC_URL),
            new Settings.Credentials(
                line.value(CommandLine.WITNESS_USER),
                Objects.requireNonNullElse(
                    System.getenv("GATEWAY_JOURNAL_WITNESS_POSTGRESQL_PASSWORD"), "")))
        : audit;
  }

  private Examiner audit() {
    List<Path> keys = line.files(CommandLine.PUBLIC_KEY);
    return line.has(CommandLine.JDBC_URL)
        ? Examiner.of(
            line.value(CommandLine.JDBC_URL),
            new Settings.Credentials(
                line.value(CommandLine.USER),
                // As the configuration's own key is spelt in the environment; never an argument,
                // which others on the machine could read
                Objects.requireNonNullElse(System.getenv("GATEWAY_DATABASE_PASSWORD"), "")),
            keys)
        : Examiner.of(Settings.load(line.config()), keys);
  }

  private UUID entry() {
    try {
      return UUID.fromString(line.operands().get(0));
    } catch (IllegalArgumentException noId) {
      throw new CommandLine.WrongUse();
    }
  }
}
