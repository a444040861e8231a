<#-- A hosting: its terms, the versions of its notice, and what patients decided under each. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.at", practice, host) back=home backTitle=msg("hostingConsole.nav.overview")>
  <dl class="pru-facts">
    <div class="pru-fact"><dt>${msg("hostingConsole.identifier")}</dt><dd class="pru-code">${id}</dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.host")}</dt><dd><#if seesRealm><a href="${hostPage}">${host}</a><#else>${host}</#if></dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.basis")}</dt><dd>${msg("hostingConsole.basis." + basis)}</dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.status")}</dt><dd><@parts.status status /> <span class="pru-note">${msg("hostingConsole.statusHint." + status)}</span></dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.purposes")}</dt><dd><#list purposes as purpose><span<#if purpose.language?has_content> lang="${purpose.language}"</#if>>${purpose.text}</span><#sep><br></#sep></#list></dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.validity")}</dt><dd><#if validity??><@parts.period validity /><#else>${msg("hostingConsole.noEnd")}</#if></dd></div>
    <#if renewBefore??><div class="pru-fact"><dt>${msg("hostingConsole.renewBefore")}</dt><dd><@parts.period renewBefore /></dd></div></#if>
  </dl>
  <#if manages><p><a class="pf-v5-c-button pf-m-secondary" href="${edit}">${msg("hostingConsole.edit")}</a></p></#if>
  <section aria-labelledby="notices">
    <h2 id="notices">${msg("hostingConsole.notices")}</h2>
    <#if notices?has_content>
    <table role="table" class="pf-v5-c-table pf-m-compact pf-m-grid-md" aria-labelledby="notices">
      <thead class="pf-v5-c-table__thead" role="rowgroup"><tr class="pf-v5-c-table__tr" role="row">
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.notice")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.published")}</th>
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.languages")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.decisions")}</th>
      </tr></thead>
      <tbody class="pf-v5-c-table__tbody" role="rowgroup">
        <#list notices as notice>
        <tr class="pf-v5-c-table__tr" role="row">
          <th class="pf-v5-c-table__th" role="rowheader" scope="row" data-label="${msg("hostingConsole.notice")}"><div><a href="${notice.page}">${msg("hostingConsole.version", notice.version?c)}</a><#if notice?is_first> <@parts.label "blue">${msg("hostingConsole.current")}</@parts.label></#if></div></th>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.published")}">${notice.published}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.languages")}">${notice.languages}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.decisions")}"><div>
            <#if notice.tallies?has_content>
            <ul class="pru-tallies">
              <#list notice.tallies as tally><li>${msg("hostingConsole.decision." + tally.decision)}${msg("hostingConsole.colon")} <strong>${tally.patients?c}</strong><#if tally.expired gt 0> <span class="pru-note">${msg("hostingConsole.expired", tally.expired?c)}</span></#if></li></#list>
            </ul>
            <#else>${msg("hostingConsole.noDecisions")}</#if>
          </div></td>
        </tr>
        </#list>
      </tbody>
    </table>
    <p class="pru-note">${msg("hostingConsole.talliesHint")}</p>
    <#else><p>${msg("hostingConsole.noNoticeYet")}</p></#if>
    <#if manages><p><a class="pf-v5-c-button pf-m-secondary" href="${newNotice}">${msg("hostingConsole.newNotice")}</a></p></#if>
  </section>
</@parts.page>
