// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.erasure.Certificates;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.report.Reports;
import io.prunelle.gateway.unusual.Notices;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway itself holds about a patient beside the journal, as parts of an archive, each a
 * page at a time.
 */
final class HeldChapters {

  private final Reports reports;
  private final ChangesOfDoctor changes;
  private final Certificates certificates;
  private final Openings openings;
  private final Notices notices;
  private final Moves moves;
  private final ReadAnswers answers;

  HeldChapters(
      Pool pool,
      Settings settings,
      Reports reports,
      ChangesOfDoctor changes,
      Moves moves,
      ReadAnswers answers) {
    this.reports = reports;
    this.changes = changes;
    this.certificates = new Certificates(pool);
    this.openings = new Openings(pool);
    this.notices = new Notices(pool, settings.unusual());
    this.moves = moves;
    this.answers = answers;
  }

  Chapter of(Visit visit) {
    String patient = visit.patient();
    List<Chapter> all =
        new ArrayList<>(
            List.of(
                ReportChapter.of(reports, patient),
                HandoverChapter.of(changes, patient),
                new CertificateChapter(certificates, patient),
                EmergencyChapter.of(openings, patient),
                NoticeChapter.of(notices, patient),
                MoveChapter.of(moves, patient)));
    // What a guardian has read is held about the guardian
    if (visit.ward() == null) {
      all.add(answers.chapter(visit.caller().subject()));
    }
    return sink -> InTurn.each(all, chapter -> chapter.into(sink));
  }
}
