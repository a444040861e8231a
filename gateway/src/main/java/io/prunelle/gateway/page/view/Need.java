// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * Something that needs the reader.
 *
 * @param path where it is dealt with
 */
record Need(String text, String path) {}
