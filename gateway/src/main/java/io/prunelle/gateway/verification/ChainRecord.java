// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tables say of a chain.
 *
 * @param start its description; null when no chain can have it
 * @param first number of its first block; null when there is none
 * @param last number of its last block; null when there is none
 * @param closer the chain that closed it; null while it is open
 * @param end where its closer says that it ended; null while it is open
 * @param absentBefore smaller ids that no chain has; a few
 */
record ChainRecord(
    int id,
    @Nullable ChainStart start,
    @Nullable Long first,
    @Nullable Long last,
    @Nullable Integer closer,
    @Nullable Head end,
    List<Integer> absentBefore) {}
