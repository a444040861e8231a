// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class an empty database, or the tables of today in one. */
abstract class OnDatabase implements ParameterResolver {

  /** Where an empty database of the class's own is. */
  record Empty(String url) {}

  /**
   * Makes an empty database.
   *
   * @param suite closes what it holds when all tests have run
   */
  abstract Empty empty(Store suite);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Database.class || type == Empty.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Namespace namespace = Namespace.create(getClass());
    Store ofClass = context.getStore(Namespace.create(getClass(), context.getRequiredTestClass()));
    Empty empty =
        ofClass.computeIfAbsent(
            Empty.class, type -> empty(context.getRoot().getStore(namespace)), Empty.class);
    return parameter.getParameter().getType() == Empty.class
        ? empty
        : ofClass.computeIfAbsent(Database.class, type -> Database.at(empty.url()), Database.class);
  }
}
