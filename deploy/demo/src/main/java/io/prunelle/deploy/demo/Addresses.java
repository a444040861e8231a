// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.keycloak.Hostings;
import io.prunelle.deploy.demo.keycloak.Realm;

/** Where the demo is reached. */
record Addresses(Ports ports) {

  String gateway() {
    return at(ports.gateway());
  }

  String management() {
    return at(ports.gatewayManagement());
  }

  String fhir() {
    return gateway() + "/fhir/" + Hostings.PRACTICE;
  }

  String page() {
    return gateway() + "/my";
  }

  String keycloak() {
    return at(ports.keycloak());
  }

  String issuer() {
    return keycloak() + "/realms/" + Realm.NAME;
  }

  String tokenEndpoint() {
    return issuer() + "/protocol/openid-connect/token";
  }

  String cloudHost() {
    return at(ports.cloudHost()) + "/fhir";
  }

  String onPremiseHost() {
    return at(ports.onPremiseHost()) + "/fhir";
  }

  /** Where a SMART application may run; the demo has none there. */
  String smartApplication() {
    return at(ports.smartApplication());
  }

  private static String at(int port) {
    return "http://127.0.0.1:" + port;
  }
}
