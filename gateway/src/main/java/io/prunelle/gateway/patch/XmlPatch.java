// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * XML Patch (RFC 5261): applied to the resource as it is in XML, which has to be a resource again
 * when all is done.
 */
final class XmlPatch {

  private final Document resource;
  private final Selectors selectors = new Selectors();

  private XmlPatch(Document resource) {
    this.resource = resource;
  }

  static byte[] applied(byte[] patch, byte[] stored) {
    List<Element> operations = operations(patch);
    XmlPatch applying = new XmlPatch(resource(stored));
    operations.forEach(applying::apply);
    try {
      return FhirXml.json(FhirXml.bytes(applying.resource));
    } catch (Refused unfit) {
      throw Patches.inapplicable(
          "What the patch makes is no resource of R4."
              + (unfit.refusal() instanceof Refusal.BadExchange no
                  ? " " + no.diagnostics().replaceFirst("^[^.]*\\. ", "")
                  : ""));
    }
  }

  static boolean looks(byte[] patch) {
    return operations(patch).stream().anyMatch(one -> one.getAttribute("sel").contains("="));
  }

  private static Document resource(byte[] stored) {
    try {
      return FhirXml.document(FhirXml.xml(stored, false));
    } catch (Refused unwritable) {
      throw Patches.inapplicable("The resource cannot be written in XML. Use a JSON Patch.");
    }
  }

  private static List<Element> operations(byte[] patch) {
    Element root = FhirXml.document(patch).getDocumentElement();
    if (!root.getLocalName().equals("diff")) {
      throw malformed();
    }
    List<Element> operations = elements(root);
    if (operations.size() > Patches.MOST_OPERATIONS) {
      throw Patches.tooLong();
    }
    return operations;
  }

  /** Child elements; text between them means nothing. */
  private static List<Element> elements(Element parent) {
    List<Element> elements = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      } else if (node.getNodeType() != Node.COMMENT_NODE && !node.getTextContent().isBlank()) {
        throw malformed();
      }
    }
    return elements;
  }

  private void apply(Element operation) {
    List<Node> found = selectors.select(operation, resource.getDocumentElement());
    if (found.size() != 1) {
      throw Patches.inapplicable("A selector finds no element, or several.");
    }
    Node target = found.get(0);
    switch (operation.getLocalName()) {
      case "add" -> add(operation, target);
      case "replace" -> replace(operation, target);
      case "remove" -> remove(target);
      default -> throw malformed();
    }
  }

  private void add(Element operation, Node target) {
    String type = operation.getAttribute("type");
    String position = operation.getAttribute("pos");
    if (!(target instanceof Element element)) {
      throw Patches.inapplicable("Something can be added to elements alone.");
    } else if (!type.isEmpty()) {
      if (!type.matches("@[a-z]{1,20}") || element.hasAttribute(type.substring(1))) {
        throw Patches.inapplicable("An attribute cannot be added, or is there already.");
      }
      element.setAttribute(type.substring(1), operation.getTextContent());
      return;
    }
    Node parent = position.matches("before|after") ? element.getParentNode() : element;
    Node before =
        switch (position) {
          case "" -> null;
          case "prepend" -> element.getFirstChild();
          case "before" -> element;
          case "after" -> element.getNextSibling();
          default -> throw malformed();
        };
    if (!(parent instanceof Element)) {
      throw Patches.inapplicable("Nothing can stand beside the resource.");
    }
    for (Element added : elements(operation)) {
      parent.insertBefore(resource.importNode(added, true), before);
    }
  }

  private void replace(Element operation, Node target) {
    if (target instanceof Attr attribute) {
      attribute.setValue(operation.getTextContent());
      return;
    }
    List<Element> replacements = elements(operation);
    if (replacements.size() != 1 || !(target.getParentNode() instanceof Element parent)) {
      throw Patches.inapplicable("An element is replaced by one other, and a resource by none.");
    }
    parent.replaceChild(resource.importNode(replacements.get(0), true), target);
  }

  /** What is left without anything in it goes too: FHIR has no empty elements. */
  private static void remove(Node target) {
    Node parent =
        target instanceof Attr attribute ? attribute.getOwnerElement() : target.getParentNode();
    if (!(parent instanceof Element element)) {
      throw Patches.inapplicable("The resource as a whole cannot be removed.");
    } else if (target instanceof Attr attribute) {
      element.removeAttributeNode(attribute);
    } else {
      element.removeChild(target);
    }
    if (!element.hasChildNodes()
        && !element.hasAttributes()
        && element.getParentNode() instanceof Element) {
      remove(element);
    }
  }

  private static RuntimeException malformed() {
    return Patches.malformed(
        "The body is not an XML Patch: a diff of add, replace and remove (RFC 5261).");
  }
}
