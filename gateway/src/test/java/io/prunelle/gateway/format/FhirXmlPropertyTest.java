// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Definitions.Structure;
import io.prunelle.gateway.format.Tree.Items;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Members;
import io.prunelle.gateway.format.Tree.Text;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.Specification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the resource, nothing of it is lost; whatever the document, it is read or refused. */
final class FhirXmlPropertyTest {

  private static final List<String> TYPES = List.copyOf(Specification.resourceTypes());
  private static final String LETTERS = "aé\n\t\r <>&\"'\u00a0\u2028中\uFFFDZ0.-:/";

  @Property(tries = 400)
  void aResourceIsTheSameAfterItWasXml(@ForAll("resources") Members resource) throws IOException {
    byte[] json = resource.json();

    for (boolean pretty : new boolean[] {true, false}) {
      byte[] again = FhirXml.json(FhirXml.xml(json, pretty));

      assertThat(Tree.read(again)).isEqualTo(Tree.read(json));
    }
  }

  /** As a client might send it that wants to be misread. */
  @Property(tries = 2_000)
  void aDocumentIsReadOrRefusedAndReadAgainTheSame(@ForAll("documents") String document)
      throws IOException {
    byte[] json;
    try {
      json = FhirXml.json(document.getBytes(StandardCharsets.UTF_8));
    } catch (Refused refused) {
      assertThat(((Refusal.BadExchange) refused.refusal()).status()).isEqualTo(400);
      return;
    }
    // What was read is JSON by the strict reader's rules, and stands for the same document
    assertThat(Tree.read(FhirXml.json(FhirXml.xml(json, false)))).isEqualTo(Tree.read(json));
  }

  @Property(tries = 500)
  void whateverBytesAreSentTheyAreRefused(@ForAll byte[] bytes) {
    try {
      FhirXml.json(bytes);
    } catch (Refused refused) {
      assertThat(((Refusal.BadExchange) refused.refusal()).status()).isEqualTo(400);
      return;
    }
    throw new AssertionError("these bytes are no resource");
  }

  @Provide
  Arbitrary<Members> resources() {
    return Arbitraries.randomValue(random -> resource(random, 4));
  }

  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.randomValue(FhirXmlPropertyTest::mutated);
  }

  private static String mutated(Random random) {
    String xml;
    try {
      xml = new String(FhirXml.xml(resource(random, 3).json(), false), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    List<String> pieces = new ArrayList<>(List.of(xml.split("(?<=>)|(?=<)", -1)));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(pieces.size());
      switch (random.nextInt(6)) {
        case 0 -> pieces.remove(at);
        case 1 -> pieces.add(at, pieces.get(random.nextInt(pieces.size())));
        case 2 -> pieces.add(at, "<subject><reference value=\"Patient/p2\"/></subject>");
        case 3 ->
            pieces.add(
                at,
                List.of(
                        "text",
                        "&e;",
                        "<!-- c -->",
                        "<?p?>",
                        "<![CDATA[x]]>",
                        "&#0;",
                        "\u0001",
                        "]]>")
                    .get(random.nextInt(8)));
        case 4 ->
            pieces.set(
                at,
                pieces
                    .get(at)
                    .replace(
                        "value=",
                        List.of("Value=", "id=", "x:value=", "value='a' value=")
                            .get(random.nextInt(4))));
        default -> pieces.set(at, pieces.get(at).replace("\"", ""));
      }
      if (pieces.isEmpty()) {
        return "";
      }
    }
    return String.join("", pieces);
  }

  private static Members resource(Random random, int depth) {
    String type = TYPES.get(random.nextInt(TYPES.size()));
    Members resource = new Members();
    resource.of().put("resourceType", new Text(type));
    fill(Objects.requireNonNull(Definitions.resource(type)), resource, random, depth);
    return resource;
  }

  private static void fill(Structure structure, Members members, Random random, int depth) {
    List<Child> children = new ArrayList<>(structure.children().values());
    Set<String> filled = new HashSet<>();
    for (int i = 0; i < 1 + random.nextInt(3) || members.of().isEmpty(); i++) {
      Child child = children.get(random.nextInt(children.size()));
      if ((depth > 0 || child.primitive()) && filled.add(child.element())) {
        put(child, members, random, depth - 1);
      }
      if (depth <= 0 && i > 50) {
        members.of().putIfAbsent("id", new Text("x"));
      }
    }
  }

  private static void put(Child child, Members members, Random random, int depth) {
    if (child.primitive() && !child.attribute()) {
      primitive(child, members, random);
    } else if (child.many()) {
      Items items = new Items();
      for (int i = random.nextInt(3); i >= 0; i--) {
        items.of().add(value(child, random, depth));
      }
      members.of().put(child.name(), items);
    } else {
      members.of().put(child.name(), value(child, random, depth));
    }
  }

  /** Values, and elements beside them, each of which may be missing but not both. */
  private static void primitive(Child child, Members members, Random random) {
    if (!child.many()) {
      int which = random.nextInt(3);
      if (which < 2) {
        members.of().put(child.name(), scalar(child.type(), random));
      }
      if (which > 0) {
        members.of().put("_" + child.name(), beside(random));
      }
      return;
    }
    Items values = new Items();
    Items besides = new Items();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int which = random.nextInt(3);
      values.of().add(which < 2 ? scalar(child.type(), random) : new Literal("null"));
      besides.of().add(which > 0 ? beside(random) : new Literal("null"));
    }
    if (!values.of().stream().allMatch(new Literal("null")::equals)) {
      members.of().put(child.name(), values);
    }
    if (!besides.of().stream().allMatch(new Literal("null")::equals)) {
      members.of().put("_" + child.name(), besides);
    }
  }

  private static Members beside(Random random) {
    Members beside = new Members();
    beside.of().put("id", text(random));
    return beside;
  }

  private static Tree value(Child child, Random random, int depth) {
    if (child.attribute()) {
      return text(random);
    } else if (child.type().equals("xhtml")) {
      return new Text("<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/>&amp;<p> </p></div>");
    } else if (child.type().equals("Resource")) {
      return resource(random, depth);
    }
    Members members = new Members();
    fill(Objects.requireNonNull(Definitions.type(child.type())), members, random, depth);
    return members;
  }

  private static Tree scalar(String type, Random random) {
    return switch (type) {
      case "boolean" -> new Literal(Boolean.toString(random.nextBoolean()));
      case "integer" -> new Literal(Integer.toString(random.nextInt()));
      case "positiveInt" -> new Literal(Integer.toString(1 + random.nextInt(1_000_000)));
      case "unsignedInt" -> new Literal(Integer.toString(random.nextInt(1_000_000)));
      case "decimal" ->
          new Literal(
              (random.nextBoolean() ? "-" : "")
                  + random.nextInt(1000)
                  + (random.nextBoolean() ? "." + "0".repeat(random.nextInt(20)) + "10" : "")
                  + (random.nextBoolean() ? "e+" + random.nextInt(300) : ""));
      default -> text(random);
    };
  }

  private static Text text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new Text(text.append("😀").toString());
  }
}
