<#-- One patient's ledger, and the verification of the whole. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.nav.ledger")>
  <section aria-labelledby="search">
    <h2 id="search">${msg("hostingConsole.patientLedger")}</h2>
    <form method="post" class="pf-v5-c-form pru-line">
      <@parts.token />
      <div class="pf-v5-c-form__group">
        <label class="pf-v5-c-form__label" for="f-patient">${msg("hostingConsole.patient")}</label>
        <span class="pf-v5-c-form-control"><input id="f-patient" name="patient" maxlength="64" required value="${patient!""}" aria-describedby="h-patient<#if error!false> e-patient</#if>"<#if error!false> aria-invalid="true"</#if>></span>
        <p class="pru-note" id="h-patient">${msg("hostingConsole.patientHint")}</p>
        <#if error!false><p class="pru-error" id="e-patient">${msg("hostingConsole.patientWrong")}</p></#if>
      </div>
      <div class="pf-v5-c-form__actions"><@parts.button "search">${msg("hostingConsole.search")}</@parts.button></div>
    </form>
    <#if entries??>
    <h3 id="entries">${msg("hostingConsole.entriesOf", patient)}</h3>
    <#if entries?has_content>
    <table role="table" class="pf-v5-c-table pf-m-compact pf-m-grid-lg" aria-labelledby="entries">
      <thead class="pf-v5-c-table__thead" role="rowgroup"><tr class="pf-v5-c-table__tr" role="row">
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.position")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.when")}</th>
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.hosting")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.decision")}</th>
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.by")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.until")}</th>
      </tr></thead>
      <tbody class="pf-v5-c-table__tbody" role="rowgroup">
        <#list entries as entry>
        <tr class="pf-v5-c-table__tr" role="row">
          <th class="pf-v5-c-table__th" role="rowheader" scope="row" data-label="${msg("hostingConsole.position")}">${entry.position?c}</th>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.when")}">${entry.at}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.hosting")}"><div>${entry.hosting} <span class="pru-note">${msg("hostingConsole.version", entry.notice?c)}</span></div></td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.decision")}">${msg("hostingConsole.decision." + entry.decision)}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.by")}"><div>${msg("hostingReceipt.role." + entry.role)}<#if entry.channel = "PAPER">, ${msg("hostingConsole.paper", entry.paper!"")}</#if></div></td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.until")}">${entry.until!"–"}</td>
        </tr>
        </#list>
      </tbody>
    </table>
    <#if older??>
    <form method="post"><@parts.token /><input type="hidden" name="patient" value="${patient}"><input type="hidden" name="before" value="${older?c}"><@parts.button "search" "secondary">${msg("hostingConsole.older")}</@parts.button></form>
    </#if>
    <#else><p>${msg("hostingConsole.noEntries")}</p></#if>
    <p class="pru-note">${msg("hostingConsole.readNoted")}</p>
    </#if>
  </section>
  <section aria-labelledby="verify">
    <h2 id="verify">${msg("hostingConsole.verify")}</h2>
    <p>${msg("hostingConsole.verifyHint")}</p>
    <#if intact??><@parts.alert "success">${msg("hostingConsole.intact", intact?c)} <span class="pru-code">${head}</span></@parts.alert></#if>
    <#if broken??><@parts.alert "danger">${msg("hostingConsole.broken", broken?c)} <span class="pru-code" lang="en">${reason}</span></@parts.alert></#if>
    <form method="post"><@parts.token /><@parts.button "verify" "secondary">${msg("hostingConsole.verifyNow")}</@parts.button></form>
  </section>
</@parts.page>
