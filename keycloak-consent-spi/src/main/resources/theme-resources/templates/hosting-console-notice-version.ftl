<#-- One version of a notice, as patients read it. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.noticeVersion", version?c) back=hosting backTitle=msg("hostingConsole.at", practice, host)>
  <p><#if current><@parts.label "blue">${msg("hostingConsole.current")}</@parts.label> </#if>${msg("hostingConsole.publishedOn", published)}</p>
  <@parts.texts texts digests />
</@parts.page>
