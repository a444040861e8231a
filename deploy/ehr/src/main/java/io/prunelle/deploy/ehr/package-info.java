// SPDX-License-Identifier: Apache-2.0
/**
 * The electronic health records of the demo and of the end-to-end tests: unmodified HAPI FHIR JPA
 * servers. Nothing of consent or of access control belongs here: that is the gateway's business.
 */
package io.prunelle.deploy.ehr;
