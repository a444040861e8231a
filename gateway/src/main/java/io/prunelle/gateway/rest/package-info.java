// SPDX-License-Identifier: Apache-2.0
/**
 * What a request says: HTTP parsed once into FHIR's RESTful interactions, and written anew from
 * them. Knows FHIR's grammar and definitions, knows no patients.
 */
@NullMarked
package io.prunelle.gateway.rest;

import org.jspecify.annotations.NullMarked;
