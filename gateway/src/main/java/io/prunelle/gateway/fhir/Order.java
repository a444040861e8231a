// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The order in which resources of several hosts are shown, by what they say themselves. A host's
 * own order would tell which of them are on the same host; this one comes out the same wherever
 * they are (http://hl7.org/fhir/R4/search.html#sort).
 */
public final class Order {

  private final List<Key> keys;

  private record Key(String parameter, List<Sortable.Element> elements, boolean descending) {
    /** What is without a value stands at the end in either direction. */
    private int compare(@Nullable String one, @Nullable String other) {
      if (one == null || other == null) {
        return one == null ? other == null ? 0 : 1 : -1;
      }
      return descending ? other.compareTo(one) : one.compareTo(other);
    }
  }

  private Order(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /** http://hl7.org/fhir/R4/http.html#history: the latest first. */
  static Order latestFirst() {
    return new Order(
        List.of(
            new Key(
                "_lastUpdated", Sortable.elements(AcrossRecords.ANY_TYPE, "_lastUpdated"), true)));
  }

  /**
   * By values of {@code _sort}; throws the refusal when one is none that can be read in the
   * resource.
   */
  static Order of(String type, List<String> sort) {
    List<Key> keys = new ArrayList<>();
    for (String value : sort) {
      boolean descending = value.startsWith("-");
      String name = descending ? value.substring(1) : value;
      List<Sortable.Element> elements = Sortable.elements(type, name);
      if (elements.isEmpty()) {
        throw new Refusal.NotSupported(
                "sort-over-records",
                "Over several records a search of this type can be sorted by "
                    + String.join(", ", Sortable.parameters(type))
                    + ".")
            .refused();
      }
      keys.add(new Key(name, elements, descending));
    }
    return new Order(keys);
  }

  /** Elements that have to be there for it. */
  Set<String> elements() {
    Set<String> elements = new TreeSet<>();
    keys.forEach(key -> key.elements().forEach(element -> elements.add(element.root())));
    return elements;
  }

  /** Whether it needs elements that a summary may leave out. */
  boolean readsContent() {
    return keys.stream().anyMatch(key -> !key.parameter().startsWith("_"));
  }

  /** Whether anything but the id has to be read. */
  public boolean reads() {
    return !keys.isEmpty();
  }

  /** What the resource has to be ordered by, one for each key; null where it has none. */
  public List<@Nullable String> values(JsonObject resource) {
    List<@Nullable String> values = new ArrayList<>();
    for (Key key : keys) {
      List<String> all = new ArrayList<>();
      key.elements().forEach(element -> element.values(resource, all));
      Comparator<String> first =
          key.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
      values.add(all.stream().min(first).orElse(null));
    }
    return values;
  }

  /** Compares such values, followed by any number of others that tell resources apart. */
  public int compare(List<@Nullable String> one, List<@Nullable String> other) {
    for (int i = 0; i < keys.size(); i++) {
      int compared = keys.get(i).compare(one.get(i), other.get(i));
      if (compared != 0) {
        return compared;
      }
    }
    for (int i = keys.size(); i < one.size(); i++) {
      int compared = String.valueOf(one.get(i)).compareTo(String.valueOf(other.get(i)));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }
}
