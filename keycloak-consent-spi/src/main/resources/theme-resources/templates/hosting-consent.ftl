<#-- EXPLICIT_CONSENT: may the record be there? -->
<#import "template.ftl" as layout>
<#import "hosting-consent-parts.ftl" as parts>
<@parts.titled msg("hostingConsentTitle") />
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">
    ${msg("hostingConsentTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <@parts.whom />
      <p class="pru-lead">${msg("hostingConsentLead", question.practice, question.host)}</p>
      <@parts.more />
      <@parts.state />
      <@parts.notice />
      <@parts.sheet />
      <form id="kc-hosting-consent-form" action="${url.loginAction}" method="post" aria-labelledby="pru-question">
        <h2 id="pru-question">${msg("hostingConsentQuestion", question.host)}</h2>
        <p id="pru-consequence">${msg("hostingConsentConsequence" + question.permitting?then("", ".only"))}<#if question.until??> ${msg("hostingConsentUntil", question.until)}</#if><#if question.choices?map(choice -> choice.decision)?seq_contains("WITHDRAW")> ${msg("hostingConsentWithdrawConsequence", question.host)}<#elseif question.state = "PERMIT"> ${msg("hostingConsentDenyConsequence", question.host)}</#if></p>
        <@parts.only basis=(["Young", "Age"]?seq_contains(question.only!"") && question.choices?map(choice -> choice.decision)?seq_contains("WITHDRAW"))?then(".withdraw", "") />
        <@parts.time />
        <@parts.fields />
        <div class="pru-choice">
          <#list question.choices as choice><@parts.button choice /></#list>
        </div>
        <@parts.keep />
        <@parts.cancel />
      </form>
      <@parts.languages />
    </div>
  </#if>
</@layout.registrationLayout>
