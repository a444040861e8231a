<#-- The frame and the parts that the administrators' pages share. FreeMarker escapes each value (output format HTML). -->
<#macro page title back="" backTitle="">
<!DOCTYPE html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title} – ${msg("hostingConsole.product")}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${common}/vendor/patternfly-v5/patternfly.min.css">
  <link rel="stylesheet" href="${resources}/css/hosting-console.css">
</head>
<body>
  <a class="pru-skip" href="#main">${msg("hostingConsole.skip")}</a>
  <header class="pru-head">
    <p class="pru-product"><a href="${home!realms!top!}">${msg("hostingConsole.product")}</a><#if realmName??> <span class="pru-realm">${realmName}</span></#if></p>
    <#if home??>
    <nav aria-label="${msg("hostingConsole.nav")}">
      <ul>
        <li><a href="${home}">${msg("hostingConsole.nav.overview")}</a></li>
        <#if seesRealm><li><a href="${ledgerPage}">${msg("hostingConsole.nav.ledger")}</a></li></#if>
        <#if managesRealm><li><a href="${setupPage}">${msg("hostingConsole.nav.setup")}</a></li></#if>
        <li><a href="${realms}">${msg("hostingConsole.nav.realms")}</a></li>
      </ul>
    </nav>
    </#if>
    <p class="pru-who">
      <a href="?lang=${otherLang}" lang="${otherLang}" hreflang="${otherLang}">${msg("hostingConsole.language." + otherLang)}</a>
      <#if user??><span>${user}</span></#if>
      <#if signOut??><a href="${signOut}">${msg("hostingConsole.signOut")}</a></#if>
    </p>
  </header>
  <main id="main" tabindex="-1">
    <#if back?has_content><p class="pru-back"><a href="${back}">← ${backTitle}</a></p></#if>
    <h1>${title}</h1>
    <#if done??><@alert "success">${msg("hostingConsole.done." + done)}</@alert></#if>
    <#nested>
  </main>
</body>
</html>
</#macro>

<#-- kind: success, danger, warning or info -->
<#macro alert kind id="" title="">
  <div class="pf-v5-c-alert pf-m-${kind} pf-m-inline" role="<#if kind = "danger">alert<#else>status</#if>"<#if id?has_content> id="${id}"</#if>>
    <div class="pf-v5-c-alert__description"><#nested></div>
  </div>
</#macro>

<#macro label colour><span class="pf-v5-c-label pf-m-${colour}"><span class="pf-v5-c-label__content"><span class="pf-v5-c-label__text"><#nested></span></span></span></#macro>

<#macro certificate host>
  <#if host.certificate??>
    <@label certificateColour(host.certificate)>${msg("hostingConsole.certificate." + host.certificate)}</@label>
    <span class="pru-note"><#if host.certificate = "LAPSED">${msg((host.daysLeft = 1)?then("hostingConsole.lapsedDay", "hostingConsole.lapsedDays"), host.daysLeft?c, host.expires)}<#elseif host.certificate = "AUDIT_DUE" && host.auditDue??>${msg("hostingConsole.auditDue", host.auditDue)} ${msg("hostingConsole.expires", host.expires)}<#elseif host.certificate = "LAPSES_SOON">${msg((host.daysLeft = 1)?then("hostingConsole.lapsesDay", "hostingConsole.lapsesDays"), host.daysLeft?c, host.expires)}<#else>${msg("hostingConsole.expires", host.expires)}</#if></span>
  <#else>
    <@label "grey">${msg("hostingConsole.certificate.NONE")}</@label>
  </#if>
</#macro>

<#function certificateColour state><#return (state = "VALID")?then("green", (state = "LAPSED")?then("red", "orange"))></#function>

<#function statusColour status><#return (status = "OPEN")?then("green", (status = "CLOSED")?then("orange", "grey"))></#function>

<#macro status value><@label statusColour(value)>${msg("hostingConsole.status." + value)}</@label></#macro>

<#macro period words><#list words as word>${msg("hostingConsole.period." + word.unit + (word.number = 1)?then(".one", ".many"), word.number?c)}<#sep>, </#sep></#list></#macro>

<#macro token><input type="hidden" name="token" value="${formToken}"></#macro>

<#macro button value kind="primary" name="do">
  <button type="submit" class="pf-v5-c-button pf-m-${kind}" name="${name}" value="${value}"><#nested></button>
</#macro>

<#macro texts list digests={}>
  <#list list as text>
    <section class="pru-notice" lang="${text.language}" aria-label="${text.languageName}">
      <p class="pru-note" lang="${lang}">${text.languageName}</p>
      <h2>${text.title}</h2>
      <#list text.paragraphs as paragraph>
      <p class="pru-lines">${paragraph}</p>
      </#list>
      <#if digests[text.language]??><p class="pru-note pru-code" lang="${lang}">${digests[text.language]}</p></#if>
    </section>
  </#list>
</#macro>
