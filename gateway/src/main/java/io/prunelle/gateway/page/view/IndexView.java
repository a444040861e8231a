// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.takeout.Contents;
import io.prunelle.gateway.page.takeout.Packed;
import io.prunelle.gateway.page.takeout.RecordOf;
import io.prunelle.gateway.page.takeout.RecordOf.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page that explains an archive, ready for its template.
 *
 * @param name of whose data it is
 * @param acting who had it prepared; null for themselves
 * @param leftOut practices that may have something of it, which is not in there
 * @param lacking what is not in the other files, and should be
 */
record IndexView(
    Messages t,
    String name,
    @Nullable String acting,
    String at,
    List<Part> records,
    List<LeftOut> leftOut,
    AccountPart account,
    List<String> lacking,
    List<File> files) {

  /**
   * The record that a practice has.
   *
   * @param notes what is to be known of it, such as why it is not all there
   */
  record Part(
      String practice, String folder, boolean whole, List<String> notes, List<Count> counts) {}

  /**
   * A practice whose record was not asked for.
   *
   * @param why in words
   */
  record LeftOut(String practice, String why) {}

  /** How many of what. */
  record Count(String what, long number, String files) {}

  /** A file, and what it is. */
  record File(String name, String what, long entries) {}

  /**
   * Of an archive.
   *
   * @param gathered with the practices that the patient has left, too
   */
  static IndexView of(
      Messages t, Names names, Reader reader, Contents contents, Gathered gathered) {
    Dates dates = new Dates(t.language());
    String ward = reader.other();
    return new IndexView(
        t,
        ward == null ? reader.name() : ward,
        ward == null ? null : t.text("archive.acting", reader.name(), ward),
        t.text(
            "archive.at",
            dates.dayOfWeekAndDate(dates.day(contents.at())),
            dates.time(contents.at())),
        contents.records().stream().map(record -> part(t, names, record)).toList(),
        leftOut(t, names, contents, gathered.practices()).toList(),
        new AccountWords(t).part(gathered.account(), ward),
        lacking(t, gathered.decisions()),
        contents.files().stream().map(file -> file(t, file)).filter(IndexView::told).toList());
  }

  /** Those whose record was not asked for. */
  private static Stream<LeftOut> leftOut(
      Messages t, Names names, Contents contents, Practices practices) {
    Set<String> copied =
        contents.records().stream().map(RecordOf::practice).collect(Collectors.toSet());
    return practices.known().stream()
        .filter(practice -> !copied.contains(practice))
        .sorted()
        .map(
            practice -> {
              String name = names.practice(practice);
              // Of one's own it is one that another gateway serves, or none
              return new LeftOut(
                  name,
                  t.text(
                      practices.own().contains(practice)
                          ? "archive.leftOut.elsewhere"
                          : "archive.leftOut",
                      name));
            });
  }

  private static List<String> lacking(Messages t, DecisionsTold decisions) {
    List<String> lacking = new ArrayList<>();
    if (decisions.older()) {
      lacking.add(t.text("archive.decisions.older"));
    }
    if (decisions.withoutReceipt() > 0) {
      lacking.add(t.text("archive.decisions.receipts", decisions.withoutReceipt()));
    }
    return lacking;
  }

  private static boolean told(@Nullable File file) {
    return file != null;
  }

  private static Part part(Messages t, Names names, RecordOf record) {
    List<String> notes = new ArrayList<>();
    boolean lacks = record.ending() == Ending.WHOLE && !record.isComplete();
    notes.add(
        t.text(
            "archive.ending." + record.ending() + (lacks ? ".but" : ""),
            record.count(),
            names.practice(record.practice())));
    if (record.ending() != Ending.WHOLE && record.count() > 0) {
      notes.add(t.text("archive.partial"));
    }
    if (record.attachments() > 0) {
      notes.add(t.text("archive.attachments", record.attachments()));
    }
    if (record.earlier() > 0) {
      notes.add(t.text("archive.earlier", record.earlier()));
    }
    if (record.missing() > 0) {
      notes.add(t.text("archive.missing", record.missing()));
    }
    if (record.ending() == Ending.WHOLE) {
      notes.add(t.text("archive.parts"));
    }
    record.notSearched().forEach(type -> notes.add(t.text("archive.notSearched." + type)));
    if (record.inPassing()) {
      notes.add(t.text("archive.again"));
    }
    return new Part(
        names.practice(record.practice()),
        "record/" + record.practice() + "/",
        // What the practice has no more is not lacking
        record.isComplete() || record.ending() == Ending.DEPARTED,
        notes,
        record.resources().entrySet().stream()
            .map(
                type ->
                    new Count(
                        t.has("type." + type.getKey())
                            ? t.text("type." + type.getKey())
                            : t.text("type.other"),
                        type.getValue(),
                        type.getKey() + ".ndjson"))
            .toList());
  }

  /** Those of a record are told of with it. */
  private static @Nullable File file(Messages t, Packed file) {
    String name = file.name();
    if (name.startsWith("record/")) {
      return null;
    }
    String key =
        name.startsWith("receipts/")
            ? "receipt"
            : name.startsWith("certificates/") ? "certificate" : name.replace('.', '-');
    return new File(name, t.text("archive.file." + key, file.entries()), file.entries());
  }
}
