// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

/** An organisation that stores records; {@code cloud} is false for a practice's own server. */
public record Host(String id, String name, boolean cloud, HostSheet sheet) {

  static Host from(Fields json) {
    return new Host(
        json.text("id"),
        json.text("name"),
        !"on-premise".equals(json.text("kind")),
        HostSheet.from(json.json().getValue("sheet")));
  }
}
