// SPDX-License-Identifier: Apache-2.0
/**
 * What the patient reads: words in both languages, dates, templates and what fills them. Nothing
 * here decides, fetches or stores. Door: {@link io.prunelle.gateway.page.view.Views}.
 */
@NullMarked
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.NullMarked;
