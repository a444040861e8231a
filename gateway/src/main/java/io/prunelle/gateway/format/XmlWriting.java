// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Definitions.Structure;
import io.prunelle.gateway.format.Tree.Items;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Members;
import io.prunelle.gateway.format.Tree.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A resource as it is in JSON, written in XML. What XML has no place for is refused. */
final class XmlWriting {

  private static final Comparator<Child> ORDER = Comparator.comparingInt(Child::position);

  private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  private final boolean pretty;
  private int depth;

  private XmlWriting(boolean pretty) {
    this.pretty = pretty;
  }

  static String write(Members resource, boolean pretty) throws Unfit {
    XmlWriting writing = new XmlWriting(pretty);
    writing.resource(resource, " xmlns=\"" + XmlDocument.FHIR + "\"");
    return writing.out.toString();
  }

  private void resource(Members members, String namespace) throws Unfit {
    String name = members.of().get("resourceType") instanceof Text text ? text.value() : "";
    Structure type = Definitions.resource(name);
    if (type == null) {
      throw new Unfit("\"" + Unfit.shown(name) + "\" is no resource type of R4.");
    }
    begin(name);
    out.append(namespace);
    content(type, members, name);
  }

  private void element(Child child, Tree value) throws Unfit {
    if (child.type().equals(Definitions.XHTML)) {
      if (!(value instanceof Text div)) {
        throw Unfit.type(child.name(), "Narrative");
      }
      line();
      Narrative.write(div.value(), out);
      return;
    }
    if (!(value instanceof Members members)) {
      throw Unfit.type(child.name(), "its parent");
    }
    begin(child.name());
    if (child.type().equals(Definitions.RESOURCE)) {
      out.append('>');
      resource(members, "");
      end(child.name());
      return;
    }
    Structure type = Definitions.type(child.type());
    if (type == null) {
      throw new IllegalStateException("no definition of " + child.type());
    }
    content(type, members, child.name());
  }

  /** Attributes, the tag's end, children in their order, the end tag. */
  private void content(Structure type, Members members, String tag) throws Unfit {
    Set<Child> present = new TreeSet<>(ORDER);
    for (String name : members.of().keySet()) {
      if (!name.equals("resourceType") || Definitions.resource(type.name()) == null) {
        present.add(child(type, name));
      }
    }
    for (Child child : present) {
      if (child.attribute()) {
        attribute(child.name(), type.name(), members.of().get(child.name()));
      }
    }
    children(type, members, present, tag);
  }

  private static Child child(Structure type, String name) throws Unfit {
    boolean beside = name.startsWith("_");
    Child child = type.child(beside ? name.substring(1) : name);
    if (child == null || (beside && !child.primitive()) || (beside && child.attribute())) {
      throw Unfit.unknown(name, type.name());
    }
    return child;
  }

  private void children(Structure type, Members members, Set<Child> present, String tag)
      throws Unfit {
    List<Child> elements = present.stream().filter(child -> !child.attribute()).toList();
    if (elements.isEmpty()) {
      out.append("/>");
      depth--;
      return;
    }
    out.append('>');
    @Nullable String before = null;
    for (Child child : elements) {
      if (child.choice() && child.element().equals(before)) {
        throw Unfit.twice(child.element(), type.name());
      }
      before = child.element();
      child(child, type.name(), members);
    }
    end(tag);
  }

  private void child(Child child, String parent, Members members) throws Unfit {
    Tree value = members.of().get(child.name());
    Tree beside = members.of().get("_" + child.name());
    if (!child.many()) {
      if (child.primitive()) {
        primitive(child, parent, value, beside);
      } else if (value != null) {
        element(child, value);
      }
      return;
    }
    List<Tree> values = items(child, parent, value);
    List<Tree> besides = items(child, parent, beside);
    for (int i = 0; i < Math.max(values.size(), besides.size()); i++) {
      Tree one = i < values.size() ? values.get(i) : null;
      if (child.primitive()) {
        primitive(child, parent, one, i < besides.size() ? besides.get(i) : null);
      } else if (one != null) {
        element(child, one);
      }
    }
  }

  private static List<Tree> items(Child child, String parent, @Nullable Tree value) throws Unfit {
    if (value == null) {
      return List.of();
    } else if (value instanceof Items items) {
      return items.of();
    }
    throw Unfit.type(child.name(), parent);
  }

  private void primitive(Child child, String parent, @Nullable Tree value, @Nullable Tree beside)
      throws Unfit {
    boolean valued = value != null && !value.equals(Literal.NULL);
    boolean more = beside != null && !beside.equals(Literal.NULL);
    if (!valued && !more) {
      throw new Unfit("\"" + child.name() + "\" in " + parent + " has no value.");
    }
    begin(child.name());
    Members members = new Members();
    if (more) {
      if (!(beside instanceof Members given)) {
        throw Unfit.type("_" + child.name(), parent);
      }
      members = given;
      attribute("id", parent, members.of().get("id"));
    }
    if (valued) {
      if (!(value instanceof Text) && !(value instanceof Literal)) {
        throw Unfit.type(child.name(), parent);
      }
      attribute("value", parent, value);
    }
    Structure element = Definitions.type("Element");
    if (element == null) {
      throw new IllegalStateException("no definition of elements");
    }
    Set<Child> present = new TreeSet<>(ORDER);
    for (String name : members.of().keySet()) {
      present.add(child(element, name));
    }
    children(element, members, present, child.name());
  }

  private void attribute(String name, String parent, @Nullable Tree value) throws Unfit {
    if (value == null) {
      return;
    }
    String text =
        value instanceof Text string
            ? string.value()
            : value instanceof Literal literal ? literal.value() : "";
    if (text.isEmpty()) {
      throw Unfit.type(name, parent);
    }
    out.append(' ').append(name);
    XmlText.attribute(text, out);
  }

  private void begin(String name) {
    line();
    depth++;
    out.append('<').append(name);
  }

  private void end(String name) {
    depth--;
    line();
    out.append("</").append(name).append('>');
  }

  private void line() {
    if (pretty) {
      out.append('\n').append("  ".repeat(depth));
    }
  }
}
