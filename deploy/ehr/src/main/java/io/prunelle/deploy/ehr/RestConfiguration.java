// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import ca.uhn.fhir.batch2.jobs.expunge.DeleteExpungeProvider;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.interceptor.CascadingDeleteInterceptor;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.ValueSetOperationProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.server.storage.IDeleteExpungeJobSubmitter;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The FHIR REST interface on top of the storage: every R4 resource type, JSON by default. */
@Configuration
class RestConfiguration {

  @Bean
  RestfulServer restfulServer(
      ServerSettings settings,
      IFhirSystemDao<?, ?> dao,
      ResourceProviderFactory resources,
      IJpaSystemProvider system,
      ValueSetOperationProvider valueSets,
      IDeleteExpungeJobSubmitter deleteExpunge,
      CascadingDeleteInterceptor cascadingDelete,
      DatabaseBackedPagingProvider paging,
      JpaStorageSettings storage,
      ISearchParamRegistry searchParameters,
      IValidationSupport validation) {
    RestfulServer server = new RestfulServer(dao.getContext());
    server.registerProviders(resources.createProviders());
    server.registerProviders(system, valueSets);
    switch (settings.setting()) {
      case GENEROUS -> {
        server.registerProvider(new DeleteExpungeProvider(dao.getContext(), deleteExpunge));
        server.registerInterceptor(cascadingDelete);
      }
      case PLAIN -> server.registerInterceptor(new Sparingly());
    }
    server.setServerConformanceProvider(
        new JpaCapabilityStatementProvider(server, dao, storage, searchParameters, validation));
    server.setDefaultResponseEncoding(EncodingEnum.JSON);
    server.setServerAddressStrategy(new HardcodedServerAddressStrategy(settings.baseUrl()));
    paging.setDefaultPageSize(settings.setting().page());
    paging.setMaximumPageSize(settings.setting().largestPage());
    server.setPagingProvider(paging);
    return server;
  }
}
