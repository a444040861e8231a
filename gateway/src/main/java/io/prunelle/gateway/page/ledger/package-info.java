// SPDX-License-Identifier: Apache-2.0
/**
 * The consent ledger as one patient may see it: a client of {@code {issuer}/consent/me} that acts
 * with the patient's own token. The gateway's projection of everybody's decisions is not here but
 * in the package {@code consent}.
 */
@NullMarked
package io.prunelle.gateway.page.ledger;

import org.jspecify.annotations.NullMarked;
