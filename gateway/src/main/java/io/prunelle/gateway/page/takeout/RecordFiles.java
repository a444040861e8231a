// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.takeout.Attachments.Content;
import io.prunelle.gateway.page.takeout.RecordCopy.Share;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.SortedMap;

/** What an archive holds of one record, and how much more of it there may be. */
final class RecordFiles {

  private static final String EARLIER = "earlier-versions";

  private final Sink sink;
  private final String folder;
  private final Share share;
  private final ByType resources;
  private final ByType versions;
  private long bytes;
  private long attachments;
  private long earlier;

  RecordFiles(Sink sink, String practice, Share share) {
    this.sink = sink;
    this.folder = "record/" + practice + "/";
    this.share = share;
    this.resources = new ByType(sink, folder);
    this.versions = new ByType(sink, folder + EARLIER + "/");
  }

  /** Whether there is room for it; takes that. */
  boolean hasRoomFor(RecordResource resource) {
    return hasRoom(resource.line().length(), resources.filesFor(resource));
  }

  /** The same for an earlier version. */
  boolean hasRoomForVersion(RecordResource version) {
    return hasRoom(version.line().length(), versions.filesFor(version));
  }

  /** The same for what a resource holds. */
  boolean hasRoomFor(Content content) {
    return hasRoom(content.bytes().length(), 1);
  }

  private boolean hasRoom(long moreBytes, int moreFiles) {
    if (bytes + moreBytes > share.bytes()
        || resources.files() + versions.files() + attachments + earlier + moreFiles
            > share.files()) {
      return false;
    }
    bytes += moreBytes;
    return true;
  }

  Future<Void> add(RecordResource resource) {
    return resources.add(resource);
  }

  Future<Void> addVersion(RecordResource version) {
    return versions.add(version);
  }

  /** What a resource holds, as a file by itself. */
  Future<Void> add(RecordResource resource, Content content) {
    // The number first: names that differ in case alone are one to some file systems
    String name =
        String.format(
            Locale.ROOT,
            "%s%s/%05d-%s-%s.%s",
            folder,
            content.earlier() ? EARLIER : "attachments",
            content.earlier() ? ++earlier : ++attachments,
            resource.type(),
            resource.id(),
            content.ending());
    return sink.file(name, content.bytes(), 1);
  }

  /** With what waits in memory. */
  Future<Void> end() {
    return resources.end().compose(written -> versions.end());
  }

  SortedMap<String, Long> counts() {
    return resources.counts();
  }

  long attachments() {
    return attachments;
  }

  /** Files of earlier versions, of before and after the record came where it is. */
  long earlier() {
    return earlier + versions.files();
  }
}
