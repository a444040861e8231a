// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.prunelle.keycloak.consent.ConsentProvider;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.prunelle.keycloak");

  @Test
  void whatIsDecidedDoesNotKnowKeycloak() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("..json..", "..host..", "..ledger..", "..fhir..")
            .or()
            .resideInAPackage("..consent..")
            .and()
            .haveSimpleNameNotStartingWith("Consent")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.keycloak..", "jakarta.."));
  }

  @Test
  void theLedgerStandsAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("..ledger..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..ledger..", "java..", "org.jspecify.."));
  }

  @Test
  void tablesBelongToOnePackage() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("..jpa..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..jpa..", "jakarta.persistence..", "org.hibernate.."));
    check(classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate());
  }

  @Test
  void consentIsReachedThroughItsSpi() {
    check(
        classes()
            .that()
            .implement(ConsentProvider.class)
            .should()
            .bePackagePrivate()
            .andShould()
            .resideInAPackage("..jpa.."));
  }

  @Test
  void whatAReceiptSaysDoesNotKnowWhoSignsOrPrintsIt() {
    check(
        noClasses()
            .that()
            .resideInAPackage("..receipt..")
            .and()
            .doNotHaveSimpleName("RealmSigner")
            .and()
            .doNotHaveSimpleName("ReceiptPage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.keycloak..", "jakarta.."));
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    check(slices().matching("io.prunelle.keycloak.(*)..").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
