// SPDX-License-Identifier: Apache-2.0
/** What the gateway says about itself to applications, before they have a token. */
@NullMarked
package io.prunelle.gateway.conformance;

import org.jspecify.annotations.NullMarked;
