// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.IdStrategyEnum;
import ca.uhn.fhir.jpa.api.model.HistoryCountModeEnum;
import java.util.Arrays;
import java.util.Locale;

/** What a server offers beyond reads, searches and writes: hosts differ, and so do these. */
enum Setting {

  /** All that HAPI has. */
  GENEROUS(50, 1000) {
    @Override
    void apply(JpaStorageSettings settings) {
      settings.setResourceClientIdStrategy(ClientIdStrategyEnum.ANY);
      settings.setAllowMultipleDelete(true);
      settings.setExpungeEnabled(true);
      settings.setDeleteExpungeEnabled(true);
      // A Synthea patient has up to some thousand dependents: few large rounds instead of many
      // small.
      settings.setMaximumDeleteConflictQueryCount(CONFLICTS_PER_ROUND);
    }
  },

  /**
   * What many a host leaves it at: versions stay, nothing is deleted with what refers to it, a
   * patient's record is not gathered, what has happened is told of single resources alone, and
   * pages are small.
   */
  PLAIN(10, 40) {
    @Override
    void apply(JpaStorageSettings settings) {
      settings.setResourceClientIdStrategy(ClientIdStrategyEnum.ALPHANUMERIC);
      settings.setAllowMultipleDelete(false);
      settings.setAllowInlineMatchUrlReferences(false);
      settings.setExpungeEnabled(false);
      settings.setDeleteExpungeEnabled(false);
      settings.setEnforceReferentialIntegrityOnDelete(true);
      settings.setTagStorageMode(JpaStorageSettings.TagStorageModeEnum.INLINE);
      settings.setHistoryCountMode(HistoryCountModeEnum.COUNT_DISABLED);
    }
  };

  private static final int CONFLICTS_PER_ROUND = 500;

  private final int page;
  private final int largestPage;

  Setting(int page, int largestPage) {
    this.page = page;
    this.largestPage = largestPage;
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Setting named(String name) {
    return Arrays.stream(values())
        .filter(setting -> setting.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is neither generous nor plain"));
  }

  JpaStorageSettings storage() {
    JpaStorageSettings settings = new JpaStorageSettings();
    // A record keeps its ids on every host, so those that a host assigns itself must not exist on
    // another one.
    settings.setResourceServerIdStrategy(IdStrategyEnum.UUID);
    settings.setEnforceReferentialIntegrityOnWrite(true);
    // A search repeated after a write must see the write.
    settings.setReuseCachedSearchResultsForMillis(null);
    settings.setHibernateSearchIndexFullText(false);
    settings.setHibernateSearchIndexSearchParams(false);
    settings.setEnableTaskPreExpandValueSets(false);
    settings.setEnableTaskBulkExportJobExecution(false);
    settings.setEnableTaskBulkImportJobExecution(false);
    apply(settings);
    return settings;
  }

  abstract void apply(JpaStorageSettings settings);

  /** How many resources a page of a search has that does not say how many it wants. */
  int page() {
    return page;
  }

  int largestPage() {
    return largestPage;
  }
}
