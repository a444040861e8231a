// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CONCERNS_OTHERS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;

/** Whose a resource is that was found with a patient's record. */
record Ownership(ResourceKey patient) {

  static Ownership of(String patient) {
    return new Ownership(ResourceKey.patient(patient));
  }

  /**
   * Whether other records may refer to it as well: then it is only brought along. Fails with {@link
   * TransferFailure} when it involves another patient: moving it would move that patient's data
   * too.
   */
  boolean shared(Resource resource) {
    if (concernsOthers(resource)) {
      throw new TransferFailure(CONCERNS_OTHERS, resource.key().toString());
    }
    return ReferenceData.is(resource);
  }

  /**
   * Whether what was part of the record once has become something else. What is left of an
   * attachment names nobody, and stays part of it.
   */
  boolean apart(Resource resource) {
    return !resource.names(patient) && !resource.key().type().equals(ResourceKey.BINARY);
  }

  /** Whether it involves another patient. */
  boolean concernsOthers(Resource resource) {
    return other(resource.key()) || resource.references().stream().anyMatch(this::other);
  }

  /** Whether a version involves another patient: it is that patient's too, or was by mistake. */
  boolean namesAnother(PastVersion version) {
    return version.patients().stream().anyMatch(named -> !named.equals(patient.id()));
  }

  private boolean other(ResourceKey key) {
    return key.isPatient() && !key.equals(patient);
  }
}
