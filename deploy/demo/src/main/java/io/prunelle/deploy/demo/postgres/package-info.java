// SPDX-License-Identifier: Apache-2.0
/**
 * PostgreSQL clusters from the embedded binaries: unpacked once, initialised once, started and
 * stopped through {@code pg_ctl}. Which databases there are does not belong here.
 */
package io.prunelle.deploy.demo.postgres;
