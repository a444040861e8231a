<#-- Emergencies in which the patient's record was opened. The reason is a practitioner's own text. -->
<#import "template.ftl" as layout>
<#import "hosting-consent-parts.ftl" as parts>
<@parts.titled msg("hostingConsentEmergencyTitle") />
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">
    ${msg("hostingConsentEmergencyTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/hosting-consent.css">
    <div id="hosting-consent">
      <p class="pru-lead">${msg("hostingConsentEmergencyLead")}</p>
      <p>${msg("hostingConsentEmergencyMeans")}</p>
      <#list emergencies as emergency>
        <section class="pru-notice pru-emergency" aria-labelledby="pru-emergency-${emergency?counter}">
          <h2 id="pru-emergency-${emergency?counter}"><bdi>${emergency.practitioner}</bdi>, ${emergency.practice}</h2>
          <dl class="pru-facts">
            <div class="pru-fact">
              <dt>${msg("hostingConsentEmergencyFrom")}</dt>
              <dd><time datetime="${emergency.from.iso}">${msg("hostingConsentEmergencyTime", emergency.from.date, emergency.from.time)}</time></dd>
            </div>
            <div class="pru-fact">
              <dt>${msg("hostingConsentEmergencyUntil")}</dt>
              <dd><time datetime="${emergency.until.iso}">${msg("hostingConsentEmergencyTime", emergency.until.date, emergency.until.time)}</time></dd>
            </div>
            <div class="pru-fact">
              <dt>${msg("hostingConsentEmergencyReason")}</dt>
              <dd><blockquote class="pru-quote" dir="auto">${emergency.reason}</blockquote></dd>
            </div>
            <#if emergency.contact??>
              <div class="pru-fact">
                <dt>${msg("hostingConsentEmergencyContact")}</dt>
                <dd>${emergency.contact}</dd>
              </div>
            </#if>
          </dl>
        </section>
      </#list>
      <section aria-labelledby="pru-emergency-rights">
        <h2 id="pru-emergency-rights">${msg("hostingConsentEmergencyRights")}</h2>
        <ul class="pru-purposes">
          <li>${msg("hostingConsentEmergencyNothing")}</li>
          <li>${msg("hostingConsentEmergencyJournal")}</li>
          <li>${msg("hostingConsentEmergencyAsk")}</li>
          <li>${msg("hostingConsentEmergencyComplain")}</li>
        </ul>
      </section>
      <form id="kc-emergency-notice-form" action="${url.loginAction}" method="post">
        <p id="pru-consequence">${msg("hostingConsentEmergencyConsequence")}</p>
        <#list emergencies as emergency>
          <input type="hidden" name="emergency" value="${emergency.id}">
        </#list>
        <div class="pru-choice pru-choice-one">
          <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="answer" value="READ" id="pru-read" aria-describedby="pru-consequence">${msg("hostingConsentEmergencyRead")}</button>
        </div>
        <button type="submit" class="${properties.kcButtonLinkClass!} pru-keep" name="answer" value="LATER" id="pru-later">${msg("hostingConsentEmergencyLater")}</button>
      </form>
      <@parts.languages />
    </div>
  </#if>
</@layout.registrationLayout>
