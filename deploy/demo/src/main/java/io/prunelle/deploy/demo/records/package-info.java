// SPDX-License-Identifier: Apache-2.0
/**
 * The generated records: finding out who they are about, and loading them into the FHIR servers.
 * Generating them is the business of the module {@code records}.
 */
package io.prunelle.deploy.demo.records;
