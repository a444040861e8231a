<#-- INFORM_AND_OBJECT: the patient is told, and may object. Never worded as a question for consent. -->
<#import "template.ftl" as layout>
<#import "hosting-consent-parts.ftl" as parts>
<@parts.titled msg("hostingConsentInformationTitle") />
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("reason"); section>
  <#if section = "header">
    ${msg("hostingConsentInformationTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <@parts.whom />
      <p class="pru-lead">${msg("hostingConsentInformationLead", question.practice, question.host)}</p>
      <@parts.more />
      <@parts.state basis=".objection" />
      <#if question.objection??>
        <section aria-labelledby="pru-objection-title">
          <h2 id="pru-objection-title">${msg((question.objection.by != "PATIENT" || question.name??)?then("hostingConsentTheObjection", "hostingConsentYourObjection"), question.objection.raised)}</h2>
          <blockquote class="pru-quote">${question.objection.reason}</blockquote>
          <#if question.objection.answer??>
            <h3>${msg("hostingConsentTheirAnswer", question.objection.answered)}</h3>
            <blockquote class="pru-quote">${question.objection.answer}</blockquote>
          </#if>
        </section>
      </#if>
      <@parts.notice />
      <@parts.sheet />
      <form id="kc-hosting-consent-form" action="${url.loginAction}" method="post" aria-labelledby="pru-question">
        <h2 id="pru-question">${msg("hostingConsentInformationQuestion")}</h2>
        <p id="pru-consequence">${msg("hostingConsentInformationConsequence")}</p>
        <@parts.only basis=".objection" />
        <@parts.time />
        <@parts.fields />
        <div class="pru-choice pru-choice-information">
          <#list question.choices as choice>
            <div class="pru-option">
              <#if choice.decision = "OBJECT">
                <label for="pru-reason">${msg("hostingConsentReason")}</label>
                <textarea id="pru-reason" name="reason" rows="3" maxlength="4000" aria-describedby="pru-reason-hint<#if messagesPerField.existsError('reason')> pru-reason-error</#if>"<#if messagesPerField.existsError("reason")> aria-invalid="true" autofocus</#if>>${written!""}</textarea>
                <p id="pru-reason-hint" class="pru-hint">${msg("hostingConsentReasonHint")}<#if minutes gt 1> ${msg("hostingConsentReasonTime", minutes?c)}</#if></p>
                <#if messagesPerField.existsError("reason")>
                  <p id="pru-reason-error" class="pru-error" role="alert">${messagesPerField.getFirstError("reason")}</p>
                </#if>
              <#else>
                <p class="pru-hint">${msg("hostingConsent" + choice.label + "Hint")}</p>
              </#if>
              <@parts.button choice />
            </div>
          </#list>
        </div>
        <@parts.keep />
        <@parts.cancel />
      </form>
      <@parts.languages />
    </div>
  </#if>
</@layout.registrationLayout>
