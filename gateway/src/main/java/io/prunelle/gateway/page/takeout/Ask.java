// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.takeout.RecordReader.Reading;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an archive is to have in it.
 *
 * @param patient FHIR id
 * @param practices whose records of the patient are copied
 * @param first chapter, for which the patient's token is needed
 * @param last chapter, which tells of the copying as well
 * @param index makes the page that explains it all
 * @param counts last day, in UTC, until which it counts whether all of it was sent; null where it
 *     does not beyond what is remembered of any
 */
public record Ask(
    Owner owner,
    String patient,
    List<String> practices,
    Reading reading,
    Chapter first,
    Chapter last,
    Function<Contents, String> index,
    @Nullable LocalDate counts) {}
