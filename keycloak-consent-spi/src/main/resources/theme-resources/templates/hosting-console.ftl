<#-- Hosts and hostings at a glance. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.nav.overview")>
  <#if hosts??>
  <section aria-labelledby="hosts">
    <h2 id="hosts">${msg("hostingConsole.hosts")}</h2>
    <#if hosts?has_content>
    <table role="table" class="pf-v5-c-table pf-m-compact pf-m-grid-md" aria-labelledby="hosts">
      <thead class="pf-v5-c-table__thead" role="rowgroup"><tr class="pf-v5-c-table__tr" role="row">
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.host")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.kind")}</th>
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.certificate")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.where")}</th>
      </tr></thead>
      <tbody class="pf-v5-c-table__tbody" role="rowgroup">
        <#list hosts as host>
        <tr class="pf-v5-c-table__tr" role="row">
          <th class="pf-v5-c-table__th" role="rowheader" scope="row" data-label="${msg("hostingConsole.host")}"><a href="${host.page}">${host.name}</a></th>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.kind")}">${msg("hostingConsole.kind." + host.kind)}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.certificate")}"><div><@parts.certificate host /><#if host.findings?has_content> <a class="pru-note" href="${host.page}#findings">${msg((host.findings?size = 1)?then("hostingConsole.finding", "hostingConsole.findings"), host.findings?size?c)}</a></#if></div></td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.where")}"><div>${host.countries} <#if !host.withinEea><@parts.label "orange">${msg("hostingConsole.beyondEea")}</@parts.label></#if></div></td>
        </tr>
        </#list>
      </tbody>
    </table>
    <#else><p>${msg("hostingConsole.noHosts")}</p></#if>
    <#if managesRealm><p><a class="pf-v5-c-button pf-m-secondary" href="${newHost}">${msg("hostingConsole.newHost")}</a></p></#if>
  </section>
  </#if>
  <section aria-labelledby="hostings">
    <h2 id="hostings">${msg("hostingConsole.hostings")}</h2>
    <#if hostings?has_content>
    <table role="table" class="pf-v5-c-table pf-m-compact pf-m-grid-md" aria-labelledby="hostings">
      <thead class="pf-v5-c-table__thead" role="rowgroup"><tr class="pf-v5-c-table__tr" role="row">
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.hosting")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.basis")}</th>
        <th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.status")}</th><th class="pf-v5-c-table__th" role="columnheader" scope="col">${msg("hostingConsole.currentNotice")}</th>
      </tr></thead>
      <tbody class="pf-v5-c-table__tbody" role="rowgroup">
        <#list hostings as hosting>
        <tr class="pf-v5-c-table__tr" role="row">
          <th class="pf-v5-c-table__th" role="rowheader" scope="row" data-label="${msg("hostingConsole.hosting")}"><a href="${hosting.page}">${msg("hostingConsole.at", hosting.practice, hosting.host)}</a></th>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.basis")}">${msg("hostingConsole.basis." + hosting.basis)}</td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.status")}"><@parts.status hosting.status /></td>
          <td class="pf-v5-c-table__td" role="cell" data-label="${msg("hostingConsole.currentNotice")}"><div><#if hosting.notice = 0><@parts.label "orange">${msg("hostingConsole.noNotice")}</@parts.label><#else>${msg("hostingConsole.version", hosting.notice?c)}</#if></div></td>
        </tr>
        </#list>
      </tbody>
    </table>
    <#else><p>${msg("hostingConsole.noHostings")}</p></#if>
    <#if seesRealm><p><a class="pf-v5-c-button pf-m-secondary" href="${newHosting}">${msg("hostingConsole.newHosting")}</a></p></#if>
  </section>
</@parts.page>
