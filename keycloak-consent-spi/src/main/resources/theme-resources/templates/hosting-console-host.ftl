<#-- A host: how it stands, and its sheet as patients read it. -->
<#import "hosting-console-parts.ftl" as parts>
<#import "hosting-consent-parts.ftl" as consent>
<@parts.page title=host.name back=home backTitle=msg("hostingConsole.nav.overview")>
  <dl class="pru-facts">
    <div class="pru-fact"><dt>${msg("hostingConsole.identifier")}</dt><dd class="pru-code">${host.id}</dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.kind")}</dt><dd>${msg("hostingConsole.kind." + host.kind)}</dd></div>
    <div class="pru-fact"><dt>${msg("hostingConsole.certificate")}</dt><dd><@parts.certificate host /></dd></div>
  </dl>
  <#if managesRealm><p><a class="pf-v5-c-button pf-m-secondary" href="${edit}">${msg("hostingConsole.edit")}</a></p></#if>
  <section aria-labelledby="findings">
    <h2 id="findings">${msg("hostingConsole.toLookInto")}</h2>
    <#if host.findings?has_content>
    <ul class="pf-v5-c-list">
      <#list host.findings as finding><li>${msg("hostingConsole.finding." + finding.kind, finding.activities)} <span class="pru-note pru-code">${finding.member}</span></li></#list>
    </ul>
    <#else><p>${msg("hostingConsole.nothing")}</p></#if>
  </section>
  <section aria-labelledby="hostings">
    <h2 id="hostings">${msg("hostingConsole.hostings")}</h2>
    <#if hostings?has_content>
    <ul class="pf-v5-c-list">
      <#list hostings as hosting><li><a href="${hosting.page}">${hosting.practice}</a></li></#list>
    </ul>
    <#else><p>${msg("hostingConsole.noHostings")}</p></#if>
  </section>
  <section aria-labelledby="sheet">
    <h2 id="sheet">${msg("hostingConsole.sheet")}</h2>
    <#list sheet as part>
      <h3>${msg("hostingConsentSection." + part.title)}</h3>
      <@consent.table part.rows />
    </#list>
  </section>
</@parts.page>
