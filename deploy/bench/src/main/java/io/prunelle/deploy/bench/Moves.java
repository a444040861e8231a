// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.util.List;

/**
 * Which records are moved.
 *
 * @param megabytes of records that are moved one after the other, with nothing else going on
 * @param records small ones, which are queued together
 * @param reads a second, of the small records, that go on while these move
 */
record Moves(List<Integer> megabytes, int records, int reads) {}
