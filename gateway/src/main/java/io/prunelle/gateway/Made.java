// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.rest.InteractionKind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host says that it has created or changed (http://hl7.org/fhir/R4/http.html#create). A host
 * may say anything: what is not a name within its grammar, or one of another type, is none.
 *
 * @param id within its type
 * @param version null where the host does not say
 */
record Made(String type, String id, @Nullable String version) {

  private static final Pattern NAMED =
      Pattern.compile(
          "(?<type>[A-Za-z]{2,64})/(?<id>[A-Za-z0-9.-]{1,64})"
              + "(/_history/(?<version>[A-Za-z0-9.-]{1,64}))?");

  /** {@code Type/id}. */
  String name() {
    return type + "/" + id;
  }

  /** {@code Type/id/_history/version}, or what there is of it. */
  String reference() {
    return version == null ? name() : name() + "/_history/" + version;
  }

  /**
   * What a location names.
   *
   * @param type of what was asked for
   * @param location as the host says it, absolute or below its base URL; null where it does not
   * @return null where it names none of this type
   */
  static @Nullable Made at(String type, @Nullable String location, Host host) {
    if (location == null) {
      return null;
    }
    String base = host.url() + "/";
    Matcher named =
        NAMED.matcher(location.startsWith(base) ? location.substring(base.length()) : location);
    return named.matches() && named.group("type").equals(type)
        ? new Made(type, named.group("id"), named.group("version"))
        : null;
  }

  /**
   * What has come of something, for the journal, which could not know it before.
   *
   * @return null where the host does not say, and of what writes nothing that stays
   */
  static @Nullable Made of(OnRecord asked, HostAnswer answer, Host host) {
    if (!(asked instanceof Direct direct)
        || !asked.writes()
        || asked.kind() == InteractionKind.DELETE) {
      return null;
    }
    String named = direct.request().interaction().id();
    Made said = at(asked.type(), answer.location(), host);
    if (said == null) {
      said = at(asked.type(), answer.contentLocation(), host);
    }
    if (said == null) {
      said = at(asked.type(), named == null ? in(answer.body()) : asked.type() + "/" + named, host);
    }
    if (said == null || (named != null && !named.equals(said.id()))) {
      return null;
    }
    return said.version() == null ? new Made(said.type(), said.id(), answer.version()) : said;
  }

  /** Of a host that answers with the resource and not with where it is. */
  private static @Nullable String in(Buffer body) {
    if (body.length() == 0) {
      return null;
    }
    try {
      JsonReader resource = JsonReader.open(body.getBytes());
      resource.nextToken();
      Map<String, String> members = resource.strings();
      String id = members.get("id");
      return id == null ? null : members.get("resourceType") + "/" + id;
    } catch (IOException unreadable) {
      // It is refused where it is examined
      return null;
    }
  }
}
