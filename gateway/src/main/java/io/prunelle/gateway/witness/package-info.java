// SPDX-License-Identifier: Apache-2.0
/** Tells where chains end to who keeps it out of the reach of the database's owner. */
@NullMarked
package io.prunelle.gateway.witness;

import org.jspecify.annotations.NullMarked;
