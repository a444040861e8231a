// SPDX-License-Identifier: Apache-2.0
/**
 * The one-command demo: what runs, in which order it starts, and what a person is told meanwhile.
 * How a single part is started or talked to belongs to the packages below this one.
 */
package io.prunelle.deploy.demo;
