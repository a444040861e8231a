// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CONCERNS_OTHERS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.HostTypes;
import io.prunelle.gateway.hosts.fhir.Page;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether anything outside a record refers to what the record has without naming its patient:
 * a document that two records show is not one's to be taken away.
 */
final class Others {

  private static final int TOGETHER = 40;

  private final Run run;
  private final FhirHost host;
  private final OwnItems ownItems;
  private final boolean touched;
  private final @Nullable HostTypes there;
  private final Function<Set<ResourceKey>, Future<Set<ResourceKey>>> ours;

  /**
   * @param touched whether to look at what has been touched alone
   * @param there of which types the source has any
   */
  Others(Run run, Items items, OwnItems ownItems, boolean touched, HostTypes there) {
    this(run, run.source(), ownItems, touched, there, found -> items.held(run, found));
  }

  private Others(
      Run run,
      FhirHost host,
      OwnItems ownItems,
      boolean touched,
      @Nullable HostTypes there,
      Function<Set<ResourceKey>, Future<Set<ResourceKey>>> ours) {
    this.run = run;
    this.host = host;
    this.ownItems = ownItems;
    this.touched = touched;
    this.there = there;
    this.ours = ours;
  }

  /** The same of one resource: what others may refer to as well is as good as outside. */
  static Future<Void> none(Run run, OwnItems ownItems, ResourceKey one) {
    return none(
        new Others(run, run.source(), ownItems, false, null, found -> ownItems.own(run, found)),
        one);
  }

  /** The same of one that is to be taken back from the destination with what else was written. */
  static Future<Void> noneThere(Run run, OwnItems ownItems, ResourceKey one) {
    return none(
        new Others(
            run, run.destination(), ownItems, false, null, found -> ownItems.written(run, found)),
        one);
  }

  private static Future<Void> none(Others others, ResourceKey one) {
    return others
        .host
        .capabilities()
        .compose(capabilities -> others.byType(capabilities, List.of(one)));
  }

  /** Whether a host that is asked what of a type refers to one of another finds that at all. */
  static boolean findable(Capabilities can, String from, String type) {
    return R4.parameters().getOrDefault(from, Map.of()).values().stream()
        .anyMatch(
            parameter -> canRefer(from, parameter, type) && can.searches(from, parameter.name()));
  }

  /** Fails with {@link TransferFailure} that names who else refers to what. */
  Future<Void> none() {
    return host.capabilities()
        .compose(
            capabilities ->
                KeyPages.each(
                    after -> ownItems.nameless(run, touched, after, TOGETHER),
                    own -> byType(capabilities, own)));
  }

  private Future<Void> byType(Optional<Capabilities> capabilities, List<ResourceKey> own) {
    Map<String, Set<ResourceKey>> byType =
        own.stream()
            .collect(Collectors.groupingBy(ResourceKey::type, TreeMap::new, Collectors.toSet()));
    return InTurn.each(
        byType.entrySet(),
        type ->
            findable(searches(capabilities, type.getKey(), type.getValue()))
                .compose(
                    searches ->
                        host.searches()
                            .firsts(
                                searches,
                                search -> search,
                                (search, page, more) ->
                                    look(search, page, more, type.getValue()))));
  }

  /** For one resource it is not worth asking. */
  private Future<List<String>> findable(List<String> searches) {
    return there == null
        ? Future.succeededFuture(searches)
        : there
            .some(searches.stream().map(Others::from).collect(Collectors.toSet()))
            .map(some -> searches.stream().filter(search -> some.contains(from(search))).toList());
  }

  private static String from(String search) {
    return search.substring(0, search.indexOf('?'));
  }

  /** For what can refer to these of a type, by parameters that the host has. */
  private static List<String> searches(
      Optional<Capabilities> capabilities, String type, Set<ResourceKey> own) {
    String names =
        own.stream().map(ResourceKey::toString).sorted().collect(Collectors.joining(","));
    String value = URLEncoder.encode(names, StandardCharsets.UTF_8) + "&_count=" + TOGETHER;
    List<String> searches = new ArrayList<>();
    R4.parameters()
        .forEach(
            (from, parameters) ->
                parameters.values().stream()
                    .filter(parameter -> canRefer(from, parameter, type))
                    .filter(
                        parameter ->
                            capabilities
                                .map(known -> known.searches(from, parameter.name()))
                                .orElse(true))
                    .forEach(
                        parameter -> searches.add(from + "?" + parameter.name() + "=" + value)));
    return searches;
  }

  private static boolean canRefer(String from, SearchParameter parameter, String type) {
    return (parameter.type() == ParameterType.REFERENCE
            && (parameter.targets().contains(type) || parameter.targets().contains("*")))
        // FHIR R4, documentreference.html#search: the address of an attachment
        || (type.equals("Binary")
            && from.equals("DocumentReference")
            && parameter.name().equals("location"));
  }

  private Future<Void> look(
      String search, Optional<Page> page, boolean goesOn, Set<ResourceKey> own) {
    List<Resource> some = page.map(Page::resources).orElse(List.of());
    boolean more =
        goesOn
            // Else the host has not searched
            && some.stream().allMatch(found -> refers(found, own));
    return known(some, own)
        .compose(
            known ->
                more
                    ? host.searches().all(search, further -> known(further, own))
                    : Future.succeededFuture());
  }

  private Future<Void> known(List<Resource> found, Set<ResourceKey> own) {
    run.unlessRecalled();
    SortedSet<ResourceKey> referring =
        found.stream()
            .filter(resource -> refers(resource, own))
            .map(Resource::key)
            .collect(Collectors.toCollection(TreeSet::new));
    return referring.isEmpty()
        ? Future.succeededFuture()
        : ours.apply(referring)
            .map(
                held -> {
                  referring.removeAll(held);
                  if (!referring.isEmpty()) {
                    throw new TransferFailure(
                        CONCERNS_OTHERS, referring.first() + " refers to part of the record");
                  }
                  return null;
                });
  }

  private static boolean refers(Resource resource, Set<ResourceKey> own) {
    return resource.references().stream().anyMatch(own::contains);
  }
}
