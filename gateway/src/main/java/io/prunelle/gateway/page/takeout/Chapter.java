// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.vertx.core.Future;

/** A part of an archive that comes from elsewhere than a record. */
@FunctionalInterface
public interface Chapter {

  /** Writes its files, no faster than they are taken. */
  Future<Void> into(Sink sink);
}
