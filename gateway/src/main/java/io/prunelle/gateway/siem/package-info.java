// SPDX-License-Identifier: Apache-2.0
/**
 * The journal passed on to a SIEM, by syslog over TLS. Nothing waits for it; how far it has come,
 * the journal keeps.
 */
@NullMarked
package io.prunelle.gateway.siem;

import org.jspecify.annotations.NullMarked;
