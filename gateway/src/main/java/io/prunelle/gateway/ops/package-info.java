// SPDX-License-Identifier: Apache-2.0
/**
 * Health, metrics, database pools, migrations, start and stop. Nothing here decides on a request.
 */
@NullMarked
package io.prunelle.gateway.ops;

import org.jspecify.annotations.NullMarked;
