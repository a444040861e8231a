// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.conformance.Conformance;
import io.prunelle.gateway.door.FrontDoor;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.handover.Carrying;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Mover;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.hosts.transfer.TransferSettings;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.ops.CertificateWatch;
import io.prunelle.gateway.ops.Schema;
import io.prunelle.gateway.page.ConsentPage;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.purpose.Telling;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.siem.Streaming;
import io.prunelle.gateway.unusual.Mailing;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.unusual.Watching;
import io.prunelle.gateway.verification.Proofs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/** All parts of a running gateway, in the order in which they start. */
final class Server {

  /** Longer than anything beside the requests takes that is worth waiting for. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Parts parts;
  private final Doors doors;
  private final FrontDoor front;

  Server(Vertx vertx, Settings settings, String instance, Clock clock) {
    this.doors = Doors.open(vertx, settings, instance, clock);
    Proxy proxy = new Proxy(vertx, settings, doors.upstream(), doors.memory());
    RestRequests rest = new RestRequests(vertx, settings, doors.memory());
    Replies replies =
        new Replies(
            doors.journal(),
            new Rendering(vertx),
            new Pace(vertx),
            doors.memory(),
            settings.clients().answerTimeout());
    Ways ways = Ways.of(doors, rest, replies, proxy, clock);
    Conformance conformance = new Conformance(vertx, settings, doors.web());
    RequestPath path = new RequestPath(doors, settings, rest, ways, proxy, conformance, replies);
    Proofs proofs = Proofs.of(vertx, settings, doors.journal().key().verifying());
    Moves moves = new Moves(doors.pools().work(), doors.hosts(), doors.journal(), clock);
    Handovers handovers =
        new Handovers(doors.pools().work(), doors.hosts(), doors.journal(), clock);
    ChangesOfDoctor changes =
        new ChangesOfDoctor(doors.pools().work(), doors.journal(), handovers, clock);
    ConsentPage page =
        new ConsentPage(
            vertx,
            settings,
            doors.pageWeb(),
            doors.pools().looks(),
            doors.tokens(),
            doors.consents(),
            doors.hosts(),
            doors.journal(),
            proofs,
            doors.openings(),
            new Notices(doors.pools().work(), settings.unusual()),
            new OwnRecords(rest, ways, replies, doors.memory()),
            moves,
            changes);
    Mover mover =
        new Mover(
            vertx,
            doors.pools().work(),
            doors.upstream(),
            proxy.times(),
            doors.hosts(),
            doors.consents(),
            doors.journal(),
            doors.journal().key(),
            new Certification(doors.journal().key(), clock),
            moves,
            handovers,
            TransferSettings.of(settings.transfer()),
            clock);
    Carrying carrying =
        new Carrying(
            vertx,
            doors.pools().work(),
            doors.journal(),
            handovers,
            changes,
            practice -> doors.hosts().practice(practice).isPresent(),
            clock);
    Telling telling = new Telling(vertx, settings, doors.pools().work(), doors.web());
    Watching watching =
        new Watching(
            vertx,
            settings,
            new Feed(vertx, settings.database(), doors.pools().work(), Feed.Reader.UNUSUAL),
            clock);
    Mailing mailing = new Mailing(vertx, settings, doors.pools().work(), doors.web());
    this.front = new FrontDoor(vertx, settings, path, conformance, page.router(), clock);

    CertificateWatch certificates = new CertificateWatch(vertx, settings.hosts(), clock);

    Schema schema = new Schema(doors.pools().work());

    this.parts =
        new Parts(vertx, PATIENCE)
            .onto(doors.pools(), schema, doors.journal(), doors.operations())
            .beside(
                doors.tokens(),
                doors.consents(),
                telling,
                proofs,
                page,
                mover,
                carrying,
                watching,
                mailing)
            .behind(front);
    if (settings.siem() != null) {
      Streaming streaming = streaming(vertx, settings, settings.siem());
      parts.beside(streaming);
      doors.operations().inform("siem", streaming::state);
    }
    parts.beside(certificates);

    doors.operations().register("database", doors.pools()::ready);
    doors.operations().register("schema", schema::ready);
    doors.operations().register("journal", doors.journal()::ready);
    doors.operations().register("keys", doors.tokens()::ready);
    doors.operations().register("ledger", doors.consents()::followed, doors.consents()::state);
    doors.operations().inform("certificates", certificates::states);
    doors.operations().inform("witnesses", doors.journal()::witnesses);
    if (settings.tls() != null) {
      doors.operations().inform("tls", front::certificate);
    }
  }

  private Streaming streaming(Vertx vertx, Settings settings, Settings.Syslog receiver) {
    Feed feed = new Feed(vertx, settings.database(), doors.pools().work(), Feed.Reader.SIEM);
    return new Streaming(vertx, receiver, feed);
  }

  Future<Void> start() {
    return parts.start();
  }

  /** In reverse order; one that fails to stop does not keep the others from it. */
  Future<Void> stop() {
    return parts.stop();
  }

  Memory memory() {
    return doors.memory();
  }

  int port() {
    return front.port();
  }

  int managementPort() {
    return doors.operations().port();
  }
}
