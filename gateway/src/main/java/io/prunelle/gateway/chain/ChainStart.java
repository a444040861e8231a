// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.prunelle.gateway.chain.Chain.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What a chain says of itself. Its block 0 commits to it as to a block before: so where other
 * chains ended is signed by somebody who came after them.
 *
 * @param closes chains whose writers are gone, and where each of them ended
 */
public record ChainStart(
    int chain, String instance, Purpose purpose, Instant at, SortedMap<Integer, Head> closes) {

  /** What is written to a chain. */
  public enum Purpose {
    /** By one writer, one block after the other. */
    REQUESTS,
    /** Within the transactions of others, each of which waits for the one before. */
    TRANSACTIONS;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Head head(MerkleTree digests) {
    List<byte[]> closed = new ArrayList<>();
    closes.forEach(
        (closedChain, head) ->
            closed.add(
                new CanonicalJson()
                    .number("chain", closedChain)
                    .hex("digest", head.digest())
                    .number("number", head.number())
                    .bytes()));
    return new Head(
        -1,
        Octets.of(
            digests.digest(
                new CanonicalJson()
                    .time("at", at)
                    .number("chain", chain)
                    .objects("closes", closed)
                    .text("instance", instance)
                    .text("purpose", purpose.word())
                    .bytes())));
  }
}
