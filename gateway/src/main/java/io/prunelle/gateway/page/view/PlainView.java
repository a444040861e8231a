// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * A page that says one thing, ready for its template.
 *
 * @param action words of the link; null for none
 * @param path where the link leads
 */
record PlainView(Frame frame, String text, @Nullable String action, String path) {}
