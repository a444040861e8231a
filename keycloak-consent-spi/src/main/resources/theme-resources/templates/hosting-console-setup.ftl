<#-- What the realm needs for the question at sign-in. -->
<#import "hosting-console-parts.ftl" as parts>
<#macro list id items>
  <h2 id="${id}">${msg("hostingConsole.setup." + id)}</h2>
  <#if items?has_content>
  <ul class="pf-v5-c-list" lang="en"><#list items as item><li>${item}</li></#list></ul>
  <#else><p>${msg("hostingConsole.none")}</p></#if>
</#macro>
<@parts.page title=msg("hostingConsole.nav.setup")>
  <p>${msg("hostingConsole.setup.hint")}</p>
  <form method="post"><@parts.token /><@parts.button "run">${msg("hostingConsole.setup.run")}</@parts.button></form>
  <#if report??>
    <@list "wrong" report.wrong />
    <@list "created" report.created />
    <@list "present" report.present />
  </#if>
</@parts.page>
