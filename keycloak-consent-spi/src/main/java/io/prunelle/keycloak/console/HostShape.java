// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import static io.prunelle.keycloak.console.Shape.Kind.ACTIVITIES;
import static io.prunelle.keycloak.console.Shape.Kind.CODES;
import static io.prunelle.keycloak.console.Shape.Kind.DATE;
import static io.prunelle.keycloak.console.Shape.Kind.LOCALIZED;
import static io.prunelle.keycloak.console.Shape.Kind.TEXT;
import static io.prunelle.keycloak.console.Shape.Kind.TRUTH;
import static io.prunelle.keycloak.console.Shape.field;
import static io.prunelle.keycloak.console.Shape.group;
import static io.prunelle.keycloak.console.Shape.list;
import static io.prunelle.keycloak.console.Shape.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a host, in the order of its sheet. */
final class HostShape {
  /** As deep as {@code SubProcessor} allows. */
  private static final int DEEPEST = 5;

  private static final int MOST = 50;
  private static final Pattern STEP = Pattern.compile("([A-Za-z]+)(?:\\[(\\d{1,2})])?");

  private static final Shape[] LEGAL_ENTITY = {
    field("name", TEXT), field("registration", TEXT), field("address", TEXT), field("country", TEXT)
  };
  private static final Shape[] SITE = {
    field("name", TEXT), field("city", TEXT), field("country", TEXT)
  };
  private static final Shape[] CERTIFICATE = {
    Shape.fixed("scheme", "HDS"),
    field("number", TEXT),
    field("certifyingBody", TEXT),
    field("accreditation", TEXT),
    field("issued", DATE),
    field("expires", DATE),
    field("lastSurveillanceAudit", DATE),
    field("activities", ACTIVITIES),
    field("copy", TEXT)
  };
  private static final Shape[] REMOTE_ACCESS = {
    field("fromOutsideEea", TRUTH),
    field("countries", CODES),
    field("transferBasis", LOCALIZED),
    field("residualRisk", LOCALIZED)
  };

  static final Shape.Group HOST =
      group(
          "",
          field("name", TEXT),
          Shape.choice("kind", "cloud", "on-premise"),
          group(
              "sheet",
              group("legalEntity", LEGAL_ENTITY),
              list("sites", SITE),
              optional("certificate", CERTIFICATE),
              group(
                  "encryption",
                  field("inTransit", LOCALIZED),
                  field("atRest", LOCALIZED),
                  field("keysHeldBy", LOCALIZED)),
              field("transfer", LOCALIZED),
              group("backups", field("where", LOCALIZED), field("retention", LOCALIZED)),
              field("endOfContract", LOCALIZED),
              subProcessors(1),
              group("remoteAccess", REMOTE_ACCESS),
              group("dataProtectionOfficer", field("name", TEXT), field("email", TEXT))));

  private HostShape() {}

  private static Shape subProcessors(int depth) {
    Shape[] processor = {
      field("name", TEXT),
      field("role", LOCALIZED),
      field("country", TEXT),
      optional("legalEntity", LEGAL_ENTITY),
      list("sites", SITE),
      optional("certificate", CERTIFICATE),
      optional("remoteAccess", REMOTE_ACCESS)
    };
    if (depth == DEEPEST) {
      return list("subProcessors", processor);
    }
    Shape[] engaging = Arrays.copyOf(processor, processor.length + 1);
    engaging[processor.length] = subProcessors(depth + 1);
    return list("subProcessors", engaging);
  }

  /** A host of whom nothing is said yet: a cloud host with one site. */
  static ObjectNode blank() {
    ObjectNode host = JsonNodeFactory.instance.objectNode().put("kind", "cloud");
    ObjectNode sheet = host.putObject("sheet");
    sheet.putArray("sites").addObject();
    sheet.putObject("certificate");
    return host;
  }

  /**
   * Adds a blank item to a list.
   *
   * @param path of the list, as in {@code sheet.subProcessors[0].sites}; others are ignored
   */
  static void add(ObjectNode host, String path) {
    JsonNode here = host;
    for (String step : path.split("\\.", -1)) {
      Matcher matcher = STEP.matcher(step);
      if (!matcher.matches()) {
        return;
      }
      here = here.path(matcher.group(1));
      if (matcher.group(2) != null) {
        here = here.path(Integer.parseInt(matcher.group(2)));
      }
    }
    if (here instanceof ArrayNode list && list.size() < MOST) {
      list.addObject();
    }
  }
}
