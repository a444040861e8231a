<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.nav.realms")>
  <ul class="pf-v5-c-list">
    <#list list as each><li><a href="${each.page}">${each.name}</a></li></#list>
  </ul>
</@parts.page>
