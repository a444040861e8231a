<#-- The practice's answer to an objection, told once. -->
<#import "template.ftl" as layout>
<#import "hosting-consent-parts.ftl" as parts>
<@parts.titled msg("hostingConsentAnswerTitle") />
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">
    ${msg("hostingConsentAnswerTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <@parts.whom />
      <p class="pru-lead">${msg("hostingConsentAnswerLead", question.practice, question.host, question.objection.answered)}</p>
      <p class="pru-state"><strong>${msg("hostingConsentAnswer." + question.objection.decision, question.host)}</strong></p>
      <section aria-labelledby="pru-answer-title">
        <h2 id="pru-answer-title">${msg("hostingConsentTheirAnswer", question.objection.answered)}</h2>
        <blockquote class="pru-quote">${question.objection.answer}</blockquote>
        <h2>${msg("hostingConsentYourObjection", question.objection.raised)}</h2>
        <blockquote class="pru-quote">${question.objection.reason}</blockquote>
      </section>
      <p>${msg("hostingConsentAnswerRights" + (question.objection.decision = "UPHOLD")?then(".UPHOLD", ""))}</p>
      <form id="kc-hosting-consent-form" action="${url.loginAction}" method="post">
        <@parts.fields />
        <div class="pru-choice pru-choice-one">
          <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="decision" value="TOLD" id="pru-told">${msg("hostingConsentTold")}</button>
        </div>
      </form>
      <@parts.languages />
    </div>
  </#if>
</@layout.registrationLayout>
