// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import java.util.Set;

/**
 * The codes of http://terminology.hl7.org/ValueSet/v3-PurposeOfUse, as FHIR R4 has them: what is
 * none of them would make an AuditEvent that is not valid. Not the one that groups them all.
 */
final class PurposeCodes {

  /** Marketing and operations, payment, research, wishes, public health, treatment. */
  private static final String CODES =
      """
      HMARKT HOPERAT CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD HDIRECT HDM HLEGAL HOUTCOMS HPRGRP
      HQUALIMP HSYSADMIN LABELING METAMGT MEMADMIN MILCDM PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV
      HTEST TRAIN
      HPAYMT CLMATTCH COVAUTH COVERAGE ELIGDTRM ELIGVER ENROLLM MILDCRG REMITADV
      HRESCH BIORCH CLINTRCH CLINTRCHNPC CLINTRCHPC PRECLINTRCH DSRCH POARCH TRANSRCH
      PATRQT FAMRQT PWATRNY SUPNWK
      PUBHLTH DISASTER THREAT
      TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH
      """;

  static final Set<String> ALL = Set.of(CODES.strip().split("\\s+"));

  private PurposeCodes() {}
}
