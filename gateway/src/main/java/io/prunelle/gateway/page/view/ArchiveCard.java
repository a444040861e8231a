// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * How an archive stands, in words.
 *
 * @param path where it is downloaded; null unless it is ready
 */
record ArchiveCard(
    String id,
    String title,
    String text,
    boolean preparing,
    boolean failed,
    @Nullable String path) {}
