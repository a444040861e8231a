// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.fhir.OnRecord;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** That a caller may ask what they asked, and what of it they may see. */
public final class Grant {

  private final Capacity capacity;
  private final Set<String> own;
  private final List<Limit> limits;
  private final @Nullable Limit returned;
  private final List<Limit> sights;

  /**
   * @param limits empty when all may be seen
   * @param returned what may be seen of what is written; null for all that may be written
   * @param sights by which what is changed may be seen once it is, whatever is answered
   */
  Grant(
      Capacity capacity,
      Set<String> own,
      List<Limit> limits,
      @Nullable Limit returned,
      List<Limit> sights) {
    this.returned = returned;
    this.sights = sights;
    this.capacity = capacity;
    this.own = own;
    this.limits = limits;
  }

  /** One without limits. */
  public static Grant whole(Capacity capacity, Set<String> own) {
    return new Grant(capacity, own, List.of(), null, List.of());
  }

  /** In which they may. */
  public Capacity capacity() {
    return capacity;
  }

  /** FHIR ids of the patients whom the caller is, or acts for. */
  public Set<String> own() {
    return own;
  }

  /** Whether the caller is to learn of no other patients than {@link #own} from the record. */
  public boolean ownAlone() {
    return capacity == Capacity.PATIENT || capacity == Capacity.GUARDIAN;
  }

  /** Whether the caller is to learn that the record mentions this patient. */
  public boolean mayKnow(String patient) {
    return !ownAlone() || own.contains(patient);
  }

  /** Whether scopes narrowed by search parameters leave a part to be seen. */
  public boolean limited() {
    return !limits.isEmpty();
  }

  /**
   * Whether a resource of the record may be seen, or written. What cannot be read may not.
   *
   * @param type of it
   * @param resource its JSON
   */
  public boolean shows(String type, byte[] resource) {
    List<Limit> concerning = limits.stream().filter(limit -> limit.concerns(type)).toList();
    return !limited()
        || (!concerning.isEmpty()
            && Looked.at(resource, names(type, concerning))
                .filter(looked -> concerning.stream().allMatch(limit -> limit.shows(type, looked)))
                .isPresent());
  }

  private static Set<String> names(String type, List<Limit> limits) {
    return limits.stream().flatMap(limit -> limit.looksAt(type)).collect(Collectors.toSet());
  }

  /**
   * Whether what a write made of a resource may be seen: who may change it need not be allowed to
   * read it.
   *
   * @param resource its JSON, read only where it has to be looked at
   */
  public boolean returns(String type, Supplier<byte[]> resource) {
    Limit limit = returned;
    return limit == null || shows(limit, type, resource);
  }

  /**
   * Whether one may be seen that is changed, be it by a search alone.
   *
   * @param resource its JSON, read only where it has to be looked at
   */
  public boolean sees(String type, Supplier<byte[]> resource) {
    return returns(type, resource)
        || sights.stream().anyMatch(limit -> shows(limit, type, resource));
  }

  /**
   * Whether some of a type may be seen, be it by a search, and this one may not. By a change it
   * could come to be among those.
   *
   * @param resource its JSON, read only where it has to be looked at
   */
  public boolean showsOthers(String type, Supplier<byte[]> resource) {
    return sights.stream().anyMatch(Limit::any)
        && sights.stream().noneMatch(limit -> shows(limit, type, resource));
  }

  private static boolean shows(Limit limit, String type, Supplier<byte[]> resource) {
    return limit.whole()
        || (limit.any()
            && Looked.at(resource.get(), names(type, List.of(limit)))
                .filter(looked -> limit.shows(type, looked))
                .isPresent());
  }

  /** Whether a host that was asked what {@link #narrowed} says counts nothing but what is seen. */
  public boolean counts() {
    // the first is that of what is asked for, the others are reached
    return !limited() || limits.get(0).whole() || limits.get(0).exact();
  }

  /** Whether all of a Patient may be seen whom a search describes. */
  boolean describes() {
    List<Limit> concerning = limits.stream().filter(limit -> limit.concerns("Patient")).toList();
    return !concerning.isEmpty() && concerning.stream().allMatch(Limit::whole);
  }

  /**
   * What is asked, narrowed to what may be seen, as far as a host can be asked so. Throws the
   * refusal when it cannot be held to it.
   */
  public OnRecord narrowed(OnRecord interaction) {
    return limited() ? new Narrowing(this, limits.get(0)).of(interaction) : interaction;
  }
}
