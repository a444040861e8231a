// SPDX-License-Identifier: Apache-2.0
/**
 * Files and directories that are complete whenever they exist, and private where they hold secrets.
 * What is in them does not belong here.
 */
package io.prunelle.deploy.demo.files;
