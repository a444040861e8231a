<#import "template.ftl" as layout>
<#macro table rows>
  <dl class="pru-facts">
    <#list rows as row>
      <div class="pru-fact">
        <dt><#if row.name>${row.term}<#else>${msg("hostingConsentSheet." + row.term)}</#if></dt>
        <#list row.facts as fact>
          <dd><#if fact.message>${msg("hostingConsentSheet." + fact.text, fact.arguments[0]!"", fact.arguments[1]!"")}<#elseif fact.href?has_content><a href="${fact.href}" target="_blank" rel="noopener noreferrer">${fact.text}</a><#else>${fact.text}</#if></dd>
        </#list>
        <#if row.rows?has_content>
          <dd><@table row.rows /></dd>
        </#if>
      </div>
    </#list>
  </dl>
</#macro>
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">
    ${msg("hostingConsentTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <p class="pru-lead">${msg("hostingConsentLead", question.practice, question.host)}</p>
      <#if remaining gt 0>
        <p class="pru-more">${msg((remaining = 1)?then("hostingConsentOneMore", "hostingConsentMore"), remaining?c)}</p>
      </#if>
      <#if question.decided??>
        <p class="pru-state"><strong>${msg("hostingConsentState." + question.state, question.decided)}</strong>
          <#if question.asks>${msg((question.state = "EXPIRED")?then("hostingConsentAskedExpired", "hostingConsentAskedNotice"))}</#if></p>
      </#if>

      <section class="pru-notice" lang="${question.language}" aria-labelledby="pru-notice-title">
        <h2 id="pru-notice-title">${question.title}</h2>
        <#list question.paragraphs as paragraph>
          <p>${paragraph}</p>
        </#list>
      </section>

      <section aria-labelledby="pru-facts-title">
        <h2 id="pru-facts-title">${msg("hostingConsentFacts", question.host)}</h2>
        <@table question.summary />
        <details>
          <summary>${msg("hostingConsentSheetAll")}</summary>
          <#list question.sheet as part>
            <h3>${msg("hostingConsentSection." + part.title)}</h3>
            <@table part.rows />
          </#list>
        </details>
        <h3>${msg("hostingConsentPurposes")}</h3>
        <ul class="pru-purposes">
          <#list question.purposes as purpose>
            <li>${purpose}</li>
          </#list>
        </ul>
      </section>

      <form id="kc-hosting-consent-form" action="${url.loginAction}" method="post" aria-labelledby="pru-question">
        <h2 id="pru-question">${msg("hostingConsentQuestion", question.host)}</h2>
        <p id="pru-consequence">${msg("hostingConsentConsequence")}<#if question.until??> ${msg("hostingConsentUntil", question.until)}</#if></p>
        <input type="hidden" name="hosting" value="${question.hosting}">
        <input type="hidden" name="notice" value="${question.notice?c}">
        <input type="hidden" name="language" value="${question.language}">
        <input type="hidden" name="digest" value="${question.digest}">
        <div class="pru-choice">
          <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="decision" value="PERMIT" id="pru-permit" aria-describedby="pru-consequence">${msg(question.withdraws?then("hostingConsentRenew", "hostingConsentPermit"))}</button>
          <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="decision" value="${question.withdraws?then("WITHDRAW", "DENY")}" id="pru-deny" aria-describedby="pru-consequence">${msg(question.withdraws?then("hostingConsentWithdraw", "hostingConsentDeny"))}</button>
        </div>
        <#if !question.asks>
          <button type="submit" class="${properties.kcButtonLinkClass!} pru-keep" name="decision" value="KEEP" id="pru-keep">${msg("hostingConsentKeep")}</button>
        </#if>
      </form>

      <#if realm.internationalizationEnabled && locale.supported?size gt 1>
        <noscript>
          <p class="pru-languages">
            <#list locale.supported as l><#if l.languageTag != locale.currentLanguageTag><a href="${l.url}" lang="${l.languageTag}">${l.label}</a> </#if></#list>
          </p>
        </noscript>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
