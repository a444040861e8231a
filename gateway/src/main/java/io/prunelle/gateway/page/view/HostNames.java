// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import java.util.Objects;

/** What those who run a practice call its hosts. */
final class HostNames {

  private final Messages t;
  private final Practice practice;

  HostNames(Messages t, Practice practice) {
    this.t = t;
    this.practice = practice;
  }

  String of(Host host) {
    return host.kind() == HostKind.ON_PREMISE
        ? t.text("transfers.onPremise")
        : Objects.requireNonNullElse(host.stated().legalName(), host.id());
  }

  /** The id, of one that is the practice's no more. */
  String of(String id) {
    return practice.hosts().stream()
        .filter(host -> host.id().equals(id))
        .findFirst()
        .map(this::of)
        .orElse(id);
  }
}
