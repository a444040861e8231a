// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * An access by somebody else, in short.
 *
 * @param instant ISO 8601, for machines
 */
record LastAccess(String instant, String when, String who, String what) {}
