// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which patients JSON refers to: read by other means than those that are tested, and with no idea
 * of what is a resource.
 */
public final class Mentioned {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Pattern REFERENCE =
      Pattern.compile("(?:^|/)Patient/([^/#?]+)(?:/_history/[^/#?]+)?$");

  private Mentioned() {}

  /**
   * The ids of all patients that an element {@code reference} names.
   *
   * @throws IOException for what is no JSON, or would be read in two ways
   */
  public static Set<String> in(byte[] json) throws IOException {
    Set<String> patients = new TreeSet<>();
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "reference".equals(parser.currentName())) {
          Matcher reference = REFERENCE.matcher(parser.getText());
          if (reference.find()) {
            patients.add(reference.group(1));
          }
        }
      }
    }
    return patients;
  }
}
