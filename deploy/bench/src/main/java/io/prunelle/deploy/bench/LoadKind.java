// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

/** Ways in which contestants are put under load. */
enum LoadKind {
  /** Few and many connections. */
  SWEEP,
  /** As many as keep both cores busy. */
  USUAL,
  /** A rate that does not wait for answers. */
  PACED,
  /** Each token for the first time. */
  COLD
}
