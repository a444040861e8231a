// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** Where the static parts of the page are: base stylesheet, own stylesheet, mark. */
public record Links(String base, String style, String mark) {}
