<#-- A page that says why there is no other. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.notice." + what + ".title")>
  <p>${msg("hostingConsole.notice." + what)}</p>
  <#if what != "notSetUp"><p><a href="${top}">${msg("hostingConsole.toStart")}</a></p></#if>
</@parts.page>
