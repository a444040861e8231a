<#-- The parts that the pages of the question share. -->
<#-- Keycloak's own title is that of signing in, whatever the page asks. Global: the layout is another name space. -->
<#macro titled text><#global title = text + " – " + realm.displayName></#macro>

<#macro spoken fact><#if fact.language?has_content> lang="${fact.language}"</#if></#macro>

<#macro table rows>
  <dl class="pru-facts">
    <#list rows as row>
      <div class="pru-fact">
        <dt><#if row.name>${row.term}<#else>${msg("hostingConsentSheet." + row.term)}</#if></dt>
        <#list row.facts as fact>
          <dd<@spoken fact />><#if fact.message>${msg("hostingConsentSheet." + fact.text, fact.arguments[0]!"", fact.arguments[1]!"")}<#elseif fact.href?has_content><a href="${fact.href}" target="_blank" rel="noopener noreferrer">${fact.text}</a><#else>${fact.text}</#if></dd>
        </#list>
        <#if row.rows?has_content>
          <dd><@table row.rows /></dd>
        </#if>
      </div>
    </#list>
  </dl>
</#macro>

<#macro whom>
  <#if question.name??>
    <p class="pru-whom">${msg("hostingConsentFor")} <strong>${question.name}</strong></p>
    <p class="pru-hint">${msg("hostingConsentTheirs")}</p>
  </#if>
</#macro>

<#macro more>
  <#if remaining gt 0>
    <p class="pru-more">${msg((remaining = 1)?then("hostingConsentOneMore", "hostingConsentMore"), remaining?c)}</p>
  </#if>
</#macro>

<#-- Who is informed is asked to read, and for no consent: the basis is then ".objection". What has ended is named by what it was. "You" is said only to who answered: not of what a guardian did, nor to one, nor of a paper, which does not say who signed it. Of an objection that the practice answered, it is who objected that counts. -->
<#function another><#return ((question.objection.by)!question.by) != "PATIENT" || question.name??></#function>

<#macro state basis="">
  <#if question.decided??>
    <p class="pru-state"><strong>${msg("hostingConsentState." + question.state + (question.state = "EXPIRED")?then("." + question.last, (question.state != "ENDED" && another())?then(".given", "")), question.decided)}</strong>
      <#if question.by = "GUARDIAN">${msg("hostingConsentByGuardian")}</#if>
      <#if question.channel = "PAPER">${msg("hostingConsentOnPaper")}</#if>
      <#if question.occasion??>${msg("hostingConsentAsked." + question.occasion + basis, question.ends!"")}</#if></p>
  </#if>
</#macro>

<#macro notice>
  <section class="pru-notice" lang="${question.language}" aria-labelledby="pru-notice-title">
    <h2 id="pru-notice-title">${question.title}</h2>
    <#list question.paragraphs as paragraph>
      <p>${paragraph}</p>
    </#list>
  </section>
</#macro>

<#macro sheet>
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
        <li<#if purpose.language??> lang="${purpose.language}"</#if>>${purpose.text}</li>
      </#list>
    </ul>
  </section>
</#macro>

<#-- Why there is nothing to accept: too young, of an age that nobody vouches for, no longer a patient of the practice, or closed. Who is informed accepts nothing: the basis is then ".objection". -->
<#macro only basis="">
  <#if question.only??>
    <p class="pru-hint" id="pru-only">${msg("hostingConsentOnly." + question.only + basis, question.practice, question.host)}</p>
  </#if>
</#macro>

<#macro time>
  <#if minutes gt 1>
    <p class="pru-hint">${msg("hostingConsentTime", minutes?c)}</p>
  </#if>
</#macro>

<#macro fields>
  <input type="hidden" name="patient" value="${question.patient}">
  <input type="hidden" name="hosting" value="${question.hosting}">
  <input type="hidden" name="notice" value="${question.notice?c}">
  <input type="hidden" name="language" value="${question.language}">
  <input type="hidden" name="digest" value="${question.digest}">
  <input type="hidden" name="described" value="${question.described}">
</#macro>

<#-- Alike in everything but its words: refusing is as easy as accepting. -->
<#macro button choice>
  <button type="submit" class="${properties.kcButtonSecondaryClass!}" name="decision" value="${choice.decision}" id="pru-${choice.decision?lower_case}" aria-describedby="pru-consequence">${msg("hostingConsent" + choice.label)}</button>
</#macro>

<#macro keep>
  <#if !question.occasion??>
    <button type="submit" class="${properties.kcButtonLinkClass!} pru-keep" name="decision" value="KEEP" id="pru-keep" formnovalidate>${msg("hostingConsentKeep")}</button>
  </#if>
</#macro>

<#macro languages>
  <#if realm.internationalizationEnabled && locale.supported?size gt 1>
    <noscript>
      <p class="pru-languages">
        <#list locale.supported as l><#if l.languageTag != locale.currentLanguageTag><a href="${l.url}" lang="${l.languageTag}">${l.label}</a> </#if></#list>
      </p>
    </noscript>
  </#if>
</#macro>

<#-- Only where an application asked for the page: nothing is recorded, which is not a refusal. -->
<#macro cancel>
  <#if isAppInitiatedAction??>
    <button type="submit" class="${properties.kcButtonLinkClass!} pru-keep" name="cancel-aia" value="true" id="pru-cancel" formnovalidate>${msg("doCancel")}</button>
  </#if>
</#macro>
