// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link ConsentProvider}s. */
public interface ConsentProviderFactory extends ProviderFactory<ConsentProvider> {}
