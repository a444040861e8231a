// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a {@link SecondGateway} beside the demo once for all test classes that ask for one, and
 * ends it before the demo.
 */
final class RunningSecondGateway implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SecondGateway.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Demo demo = RunningDemo.demo(context);
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(RunningSecondGateway.class))
        .computeIfAbsent(SecondGateway.class, key -> started(demo), SecondGateway.class);
  }

  private static SecondGateway started(Demo demo) {
    try {
      return SecondGateway.started(demo, DemoScript.underTest());
    } catch (Exception failed) {
      throw new IllegalStateException("the second gateway has not started", failed);
    }
  }
}
