// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/**
 * A file of an archive.
 *
 * @param entries of whatever it is a list of
 * @param sha256 in hexadecimal
 */
public record Packed(String name, long bytes, long entries, String sha256) {}
