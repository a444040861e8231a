// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

/**
 * How a client wants its answer to be written.
 *
 * @param pretty with line breaks; JSON has them from the host
 * @param gzip whether it may be compressed
 */
public record Accepted(Format format, boolean pretty, boolean gzip) {}
