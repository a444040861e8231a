// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.rate.Loan;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.w3c.dom.Document;

/**
 * The door of this package for XML: to JSON before anything is judged, from JSON once all is. So
 * there is one reader of resources that decides, and what it decided on is what goes on.
 */
public final class FhirXml {

  public static final String NAMESPACE = XmlDocument.FHIR;

  /** What it costs to make trees of a byte and write them again, beside reading one of JSON. */
  private static final int EFFORT = 16;

  private final Lengthy lengthy;

  public FhirXml(Vertx vertx) {
    this.lengthy = new Lengthy(vertx);
  }

  /**
   * A resource in XML as it is in JSON.
   *
   * @param loan of the memory that it takes
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: 400 for what is none of R4, or
   *     holds anything that would be lost; 413 for what would take more memory than there could be
   */
  public Future<Buffer> toJson(Buffer xml, Loan loan) {
    return lengthy.work(
        (long) EFFORT * xml.length(),
        () -> {
          byte[] bytes = xml.getBytes();
          long weight = Weight.ofXml(bytes);
          if (!loan.ever(weight)) {
            throw new Refusal.BadExchange(
                    413,
                    "body-too-long",
                    "Read as XML, the body takes more memory than one caller may have. Send it in"
                        + " JSON, or in parts.")
                .refused();
          }
          return loan.during(weight, () -> Buffer.buffer(json(bytes)));
        });
  }

  /**
   * A resource in JSON as it is in XML.
   *
   * @param pretty with each element on a line of its own
   * @param loan of the memory that it takes
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}: 406 when something of it would
   *     be lost, or it would take more memory than there could be
   */
  public Future<Buffer> toXml(Buffer json, boolean pretty, Loan loan) {
    return lengthy.work(
        (long) EFFORT * json.length(),
        () -> {
          byte[] bytes = json.getBytes();
          long weight = Weight.ofJson(bytes);
          if (!loan.ever(weight)) {
            throw new Refusal.BadExchange(
                    406,
                    "not-in-xml",
                    "Writing the answer in XML takes more memory than one caller may have. Ask for"
                        + " JSON, or for less.")
                .refused();
          }
          return loan.during(weight, () -> Buffer.buffer(xml(bytes, pretty)));
        });
  }

  /** As {@link #toJson}, at once. */
  public static byte[] json(byte[] xml) {
    try {
      return XmlReading.read(xml).json();
    } catch (Unfit unfit) {
      throw new Refusal.BadExchange(
              400, "body-malformed", "The body is not a resource in XML. " + unfit.getMessage())
          .refused();
    } catch (IOException notUnicode) {
      throw new Refusal.BadExchange(400, "body-malformed", "The body is not Unicode.").refused();
    }
  }

  /** As {@link #toXml}, at once. */
  public static byte[] xml(byte[] json, boolean pretty) {
    try {
      return XmlWriting.write(Tree.read(json), pretty).getBytes(StandardCharsets.UTF_8);
    } catch (Unfit unfit) {
      throw unwritable(unfit.getMessage());
    } catch (IOException notJson) {
      throw unwritable("It is no JSON.");
    }
  }

  /** A document to be changed; 400 for what is not accepted as XML. */
  public static Document document(byte[] xml) {
    try {
      return XmlDom.read(xml);
    } catch (Unfit unfit) {
      throw new Refusal.BadExchange(
              400, "body-malformed", "The body is not accepted as XML. " + unfit.getMessage())
          .refused();
    }
  }

  /** The document written again; 400 for characters that XML cannot hold. */
  public static byte[] bytes(Document document) {
    try {
      return XmlDom.write(document).getBytes(StandardCharsets.UTF_8);
    } catch (Unfit unfit) {
      throw new Refusal.BadExchange(400, "body-malformed", unfit.getMessage()).refused();
    }
  }

  private static RuntimeException unwritable(String why) {
    return new Refusal.BadExchange(
            406,
            "not-in-xml",
            "The answer cannot be written in XML without losing something. Ask for JSON. " + why)
        .refused();
  }
}
