// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark: a static upstream, baselines that check nothing, and the gateway with all it does,
 * side by side on one machine. Figures of different runs do not compare; ratios of one run do.
 */
@NullMarked
package io.prunelle.deploy.bench;

import org.jspecify.annotations.NullMarked;
