// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a body refers to that may be somebody's. Patients are told by their references alone, and
 * what nobody owns everybody may refer to.
 */
final class NewReferences {

  private static final String NAME = "urn:";
  private static final String BINARY = "Binary";

  /** Of all hosts: a record may come to live at any, and what points into one does there. */
  private final List<String> bases;

  NewReferences(List<String> bases) {
    this.bases = bases;
  }

  /**
   * Of a write, what it did not refer to before.
   *
   * @param stored the resource before; null when it is new
   * @param shown what of it who writes is shown; null for all
   * @param base the host's base URL, as references in what is stored may begin with
   */
  AddedReferences in(
      OnRecord write, @Nullable Buffer stored, @Nullable ShownBefore shown, String base) {
    Buffer body = write instanceof Direct direct && writesBody(direct) ? body(direct) : null;
    if (body == null) {
      return AddedReferences.NOTHING;
    }
    SiblingNames names = new SiblingNames(((Direct) write).request().siblings());
    AddedReferences found = in(resource(body, names).references(), base);
    if (stored != null && !(found.owned().isEmpty() && found.shared().isEmpty())) {
      AddedReferences before = in(before(stored, shown, base), base);
      before.owned().stream().filter(one -> !isName(one)).forEach(found.owned()::remove);
      found.shared().removeAll(before.shared());
    }
    return found;
  }

  private Stream<String> owned(Reference reference, String base) {
    return reference.isUrl() && !isName(reference.value())
        ? pointedAt(reference.value(), base)
        : referredTo(reference.value(), base);
  }

  private static Stream<String> shared(Reference reference, String base) {
    return reference.isUrl()
        ? Stream.empty()
        : References.below(base, reference.value())
            .filter(target -> SharedTypes.contains(target.type()))
            .map(References.Target::key)
            .stream();
  }

  private static boolean writesBody(Direct write) {
    return switch (write.kind()) {
      case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE -> true;
      default -> false;
    };
  }

  /** Who names what they are not shown is answered as of anything else that is not theirs. */
  private static List<Reference> before(Buffer stored, @Nullable ShownBefore shown, String base) {
    FhirResource resource = resource(stored, SiblingNames.NONE);
    return shown == null
        ? resource.references()
        : new Mentions(resource, shown.patients(), base, shown.resources()).openly();
  }

  private static @Nullable Buffer body(Direct write) {
    return write.request().body();
  }

  private AddedReferences in(List<Reference> references, String base) {
    AddedReferences found = new AddedReferences(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (Reference reference : references) {
      owned(reference, base).forEach(found.owned()::add);
      shared(reference, base).forEach(found.shared()::add);
    }
    return found;
  }

  private static FhirResource resource(Buffer json, SiblingNames names) {
    try {
      return ResourceParser.parse(json.getBytes(), names);
    } catch (IOException unreadable) {
      throw new Refusal.BadExchange(400, "body-malformed", "The body is not a JSON resource.")
          .refused();
    }
  }

  private static Stream<String> referredTo(String value, String base) {
    return value.startsWith(NAME)
        ? Stream.of(value)
        : References.below(base, value)
            .filter(target -> !target.isPatient())
            .filter(target -> !SharedTypes.always(target.type()))
            .map(References.Target::key)
            .stream();
  }

  /** An attachment's Binary may be told by what points at it whose it is. */
  private Stream<String> pointedAt(String url, String base) {
    Optional<String> here =
        References.below(base, url)
            .filter(target -> target.type().equals(BINARY))
            .map(References.Target::key);
    return here.isPresent()
        ? here.stream()
        : bases.stream().anyMatch(host -> url.startsWith(host + "/" + BINARY + "/"))
            ? Stream.of(url)
            : Stream.empty();
  }

  /** Whether it leads to another host than that of the record. */
  static boolean leadsElsewhere(String reference) {
    return reference.contains(":") && !isName(reference);
  }

  /** Whether it is the name of an entry of the same transaction. */
  static boolean isName(String reference) {
    return reference.startsWith(NAME);
  }
}
