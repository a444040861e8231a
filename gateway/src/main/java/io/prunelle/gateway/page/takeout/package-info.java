// SPDX-License-Identifier: Apache-2.0
/**
 * Archives of everything held about a patient (GDPR, articles 15 and 20): prepared in the
 * background, kept sealed and in pieces, downloaded, deleted. Door: {@link
 * io.prunelle.gateway.page.takeout.Takeouts}. Hosts are not reached from here: a record is read by
 * a {@link io.prunelle.gateway.page.takeout.RecordReader}, which goes the way of any request.
 */
@NullMarked
package io.prunelle.gateway.page.takeout;

import org.jspecify.annotations.NullMarked;
