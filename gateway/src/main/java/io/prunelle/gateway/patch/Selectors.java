// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.FhirXml;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Selectors of RFC 5261, 4.1, as far as resources need them: {@code f:Patient/f:name[2]/f:given},
 * {@code f:identifier[f:system/@value='x']/@id}. No axes, no functions: nothing that walks over a
 * whole resource, or computes.
 */
final class Selectors {

  private static final int LONGEST = 1_000;
  private static final int MOST_VISITS = 500_000;
  private static final String NAME = "(?:[A-Za-z_][\\w.-]{0,40}:)?[A-Za-z][A-Za-z0-9]{0,63}";
  private static final Pattern STEP =
      Pattern.compile(
          "/?(?:@(?<attribute>[a-z]{1,20})|(?<name>"
              + NAME
              + "|\\*)(?<predicates>(?:\\[[^\\]\\[]{1,300}\\]){0,5}))");
  private static final Pattern PREDICATE =
      Pattern.compile(
          "\\[\\s*(?:(?<index>[1-9][0-9]{0,8})|(?<path>(?:"
              + NAME
              + "/){0,5})@(?<attribute>[a-z]{1,20})\\s*=\\s*(?:'(?<single>[^']*)'|\"(?<double>[^\"]*)\"))\\s*\\]");

  private int visits;

  /** What the operation's selector finds: elements, or an attribute. */
  List<Node> select(Element operation, Element root) {
    String selector = operation.getAttribute("sel").strip();
    Matcher step = STEP.matcher(selector);
    if (selector.isEmpty() || selector.length() > LONGEST || selector.startsWith("//")) {
      throw unsupported();
    }
    List<Node> found = List.of();
    int end = 0;
    while (end < selector.length()) {
      if (!step.find(end) || step.start() != end || (end > 0 && selector.charAt(end) != '/')) {
        throw unsupported();
      }
      found = end == 0 ? first(step, root, operation) : next(step, found, operation);
      end = step.end();
    }
    return found;
  }

  private List<Node> first(Matcher step, Element root, Element operation) {
    return step.group("name") != null
            && step.group("predicates").isEmpty()
            && matches(root, step.group("name"), operation)
        ? List.of(root)
        : List.of();
  }

  private List<Node> next(Matcher step, List<Node> from, Element operation) {
    List<Node> found = new ArrayList<>();
    for (Node node : from) {
      if (!(node instanceof Element element)) {
        continue;
      }
      String attribute = step.group("attribute");
      if (attribute != null) {
        if (element.hasAttribute(attribute)) {
          found.add(element.getAttributeNode(attribute));
        }
      } else {
        found.addAll(kept(children(element, step.group("name"), operation), step, operation));
      }
    }
    return found;
  }

  private List<Element> children(Element parent, String name, Element operation) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      visits++;
      if (visits > MOST_VISITS) {
        throw Patches.tooLong();
      }
      if (node instanceof Element element && matches(element, name, operation)) {
        children.add(element);
      }
    }
    return children;
  }

  private List<Element> kept(List<Element> children, Matcher step, Element operation) {
    List<Element> kept = children;
    String predicates = step.group("predicates");
    Matcher predicate = PREDICATE.matcher(predicates);
    int end = 0;
    while (end < predicates.length()) {
      if (!predicate.find(end) || predicate.start() != end) {
        throw unsupported();
      }
      end = predicate.end();
      String index = predicate.group("index");
      if (index != null) {
        int at = Integer.parseInt(index);
        kept = at <= kept.size() ? List.of(kept.get(at - 1)) : List.of();
      } else {
        String single = predicate.group("single");
        String value = single != null ? single : predicate.group("double");
        String[] path = predicate.group("path").split("/", -1);
        String attribute = predicate.group("attribute");
        kept = kept.stream().filter(one -> holds(one, path, attribute, value, operation)).toList();
      }
    }
    return kept;
  }

  private boolean holds(
      Element from, String[] path, String attribute, @Nullable String value, Element operation) {
    List<Element> found = List.of(from);
    for (String name : path) {
      if (!name.isEmpty()) {
        found = found.stream().flatMap(one -> children(one, name, operation).stream()).toList();
      }
    }
    return found.stream()
        .anyMatch(one -> one.hasAttribute(attribute) && one.getAttribute(attribute).equals(value));
  }

  /**
   * A prefix is what the patch says it is; names without one are FHIR's unless it says otherwise.
   */
  private static boolean matches(Element element, String name, Element operation) {
    if (name.equals("*")) {
      return true;
    }
    int colon = name.indexOf(':');
    String namespace = operation.lookupNamespaceURI(colon < 0 ? null : name.substring(0, colon));
    if (namespace == null) {
      if (colon >= 0) {
        throw unsupported();
      }
      namespace = FhirXml.NAMESPACE;
    }
    return element.getLocalName().equals(name.substring(colon + 1))
        && namespace.equals(element.getNamespaceURI());
  }

  private static RuntimeException unsupported() {
    return Patches.inapplicable(
        "A selector is none of XML Patch, or uses more of XPath than a patch needs: names with"
            + " known prefixes, [index], [name/@attribute='value'] and @attribute.");
  }
}
