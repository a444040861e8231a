<#-- Several patients have something to answer: for whom first? -->
<#import "template.ftl" as layout>
<#import "hosting-consent-parts.ftl" as parts>
<@parts.titled msg("hostingConsentWhomTitle") />
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">
    ${msg("hostingConsentWhomTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <p class="pru-lead">${msg("hostingConsentWhomLead")}</p>
      <form id="kc-hosting-consent-form" action="${url.loginAction}" method="post">
        <div class="pru-choice pru-choice-one">
          <#list subjects as subject>
            <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="whom" value="${subject.id}"><#if subject.name?has_content>${subject.name}<#else>${msg("hostingConsentWhomMyself")}</#if></button>
          </#list>
        </div>
        <@parts.cancel />
      </form>
      <@parts.languages />
    </div>
  </#if>
</@layout.registrationLayout>
