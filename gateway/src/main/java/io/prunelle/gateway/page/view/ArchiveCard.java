// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * How an archive stands, in words.
 *
 * @param tone {@code good}, {@code bad}, or empty for what is neither
 * @param path where it is downloaded; null unless it is ready
 */
record ArchiveCard(
    String id, String title, String text, boolean preparing, String tone, @Nullable String path) {}
