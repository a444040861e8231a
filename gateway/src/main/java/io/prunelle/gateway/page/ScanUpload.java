// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form with the scan of a paper. Of the scan nothing is kept but its SHA-256: it is hashed
 * as it comes and forgotten, so that it needs no room and is nowhere to be found. Nothing is read
 * for who is not signed in and was not when the form was made, or of a form that is not the page's
 * own: {@link #before} stands before what finds out whether the sender may, and {@link
 * #read(RoutingContext)} behind it.
 */
final class ScanUpload {

  /** A scan of some pages. */
  static final long LARGEST = 20L * 1024 * 1024;

  /** What is too large is still read up to here, so that its sender can be told. */
  private static final long LARGEST_READ = 5 * LARGEST;

  private static final Pattern FORM =
      Pattern.compile("multipart/form-data *;.*boundary=.", Pattern.CASE_INSENSITIVE);

  private static final String KEY = "scan";
  private static final String FILE = "scan";

  private final SameOrigin sameOrigin;
  private final Replies replies;

  ScanUpload(SameOrigin sameOrigin, Replies replies) {
    this.sameOrigin = sameOrigin;
    this.replies = replies;
  }

  /** The digest of the scan that was sent, {@code sha-256:…}; empty when none was. */
  static Optional<String> digest(RoutingContext context) {
    return Optional.ofNullable(context.<@Nullable Scan>get(KEY)).flatMap(Scan::digest);
  }

  /**
   * Lets through who is signed in. Of whose session has ended meanwhile, what they wrote is kept.
   *
   * @param kept where
   * @param written finds it
   */
  Handler<RoutingContext> before(LateForms late, KeptAnswers kept, LateForms.Written written) {
    return context -> handle(context, late, kept, written);
  }

  private void handle(
      RoutingContext context, LateForms late, KeptAnswers kept, LateForms.Written written) {
    HttpServerRequest request = context.request();
    request.pause();
    context.addEndHandler(answered -> discard(request));
    if (!sameOrigin.holds(request)) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
    } else if (!isForm(request)) {
      replies.plain(context, 415, Plain.NOT_VERIFIED);
    } else {
      late.lasting(context)
          .onSuccess(
              session -> {
                if (session.isPresent()) {
                  context.next();
                } else if (!late.reads(context, kept, written, this::read)) {
                  replies.plain(context, 401, Plain.SESSION_ENDED);
                }
              })
          .onFailure(failure -> replies.failed(context, failure));
    }
  }

  /** Reads it, for who may send it; goes on once it has ended. */
  void read(RoutingContext context) {
    read(context, context::next);
  }

  private void read(RoutingContext context, Runnable then) {
    HttpServerRequest request = context.request();
    Scan scan = new Scan();
    context.put(KEY, scan);
    request.setExpectMultipart(true);
    request.uploadHandler(upload -> take(upload, scan));
    request.handler(
        bytes -> {
          if (scan.exceeds(bytes)) {
            CutOff.answer(request);
          }
        });
    request.exceptionHandler(
        broken -> {
          if (!context.response().ended()) {
            replies.plain(context, 400, Plain.NOT_VERIFIED);
          }
        });
    request.endHandler(
        ended -> {
          if (scan.length > LARGEST) {
            replies.plain(context, 413, Plain.SCAN_TOO_LARGE);
          } else if (!context.response().ended()) {
            then.run();
          }
        });
    request.resume();
  }

  /** The page's own form is sent as nothing else (RFC 7578). */
  private static boolean isForm(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && FORM.matcher(type).lookingAt();
  }

  /** What still comes when it is answered is read so that the answer is seen, but not for ever. */
  private static void discard(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    request.exceptionHandler(gone -> {});
    request.endHandler(end -> {});
    if (CutOff.isStream(request)) {
      CutOff.rest(request);
      return;
    }
    Scan rest = new Scan();
    request.handler(
        bytes -> {
          if (rest.exceeds(bytes)) {
            CutOff.rest(request);
          }
        });
    request.resume();
  }

  private static void take(HttpServerFileUpload upload, Scan scan) {
    boolean wanted = FILE.equals(upload.name()) && !scan.begun;
    scan.begun |= wanted;
    upload.handler(bytes -> scan.add(bytes, wanted));
  }

  private static final class Scan {

    private final MessageDigest sha256 = sha256();
    private boolean begun;
    private long came;
    private long length;
    private long hashed;

    /** Counts all that comes, whatever it is; true once, when it is more than is read. */
    boolean exceeds(Buffer bytes) {
      boolean before = came > LARGEST_READ;
      came += bytes.length();
      return !before && came > LARGEST_READ;
    }

    /** Whatever is sent counts, so that no other field's file is a way around. */
    void add(Buffer bytes, boolean wanted) {
      length += bytes.length();
      if (wanted && length <= LARGEST) {
        sha256.update(bytes.getBytes());
        hashed += bytes.length();
      }
    }

    /** Browsers send an empty file for none. */
    Optional<String> digest() {
      return hashed == 0
          ? Optional.empty()
          : Optional.of("sha-256:" + HexFormat.of().formatHex(clone(sha256).digest()));
    }

    private static MessageDigest clone(MessageDigest digest) {
      try {
        return (MessageDigest) digest.clone();
      } catch (CloneNotSupportedException no) {
        throw new IllegalStateException(no);
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException no) {
        throw new IllegalStateException(no);
      }
    }
  }
}
