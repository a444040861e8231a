// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.time.Instant;
import java.util.List;

/**
 * What an archive's index tells of.
 *
 * @param files all but the index and the manifest
 */
public record Contents(Instant at, List<RecordOf> records, List<Packed> files) {}
