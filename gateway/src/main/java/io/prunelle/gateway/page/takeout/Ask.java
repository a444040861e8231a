// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.takeout.RecordReader.Reading;
import java.util.List;
import java.util.function.Function;

/**
 * What an archive is to have in it.
 *
 * @param patient FHIR id
 * @param practices whose records of the patient are copied
 * @param first chapter, for which the patient's token is needed
 * @param last chapter, which tells of the copying as well
 * @param index makes the page that explains it all
 */
public record Ask(
    Owner owner,
    String patient,
    List<String> practices,
    Reading reading,
    Chapter first,
    Chapter last,
    Function<Contents, String> index) {}
