// SPDX-License-Identifier: Apache-2.0
/**
 * Starting, remembering and ending the programs of the demo, and only those: a process is known by
 * its id and its start time. What the programs are for does not belong here.
 */
package io.prunelle.deploy.demo.process;
