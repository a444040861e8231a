<#-- Names and texts are the administrators' and the hosts': FreeMarker escapes each of them (output format HTML). -->
<#macro fact term value>
  <#if value?has_content>
      <div><dt>${msg("hostingReceipt." + term)}</dt><dd>${value}</dd></div>
  </#if>
</#macro>
<!DOCTYPE html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${msg("hostingReceipt.title")} ${receipt.position} – ${receipt.practice}, ${receipt.host}</title>
  <style>${style?no_esc}</style>
</head>
<body>
<#if back??>
<header class="site">
  <nav class="languages" aria-label="${msg("hostingReceipt.languages")}">
    <ul>
      <#list languages as language>
      <li><a href="?lang=${language}" lang="${language}" hreflang="${language}"<#if language == lang> aria-current="true"</#if>>${msg("hostingReceipt.language." + language)}</a></li>
      </#list>
    </ul>
  </nav>
</header>
</#if>
<main>
  <#if back??>
  <p class="back"><a href="${back}">${msg("hostingReceipt.back")}</a></p>
  </#if>
  <header>
    <h1>${msg("hostingReceipt.title")}</h1>
    <p class="decision">${msg("hostingReceipt.decision." + receipt.decision)}</p>
    <p>${msg("hostingReceipt.lead")}</p>
  </header>

  <section aria-labelledby="decision">
    <h2 id="decision">${msg("hostingReceipt.section.decision")}</h2>
    <dl>
      <#if receipt.channel == "PAPER">
      <@fact term="signedOn" value=(receipt.signedOn)!"" />
      <@fact term="recordedAt" value=msg("hostingReceipt.time", receipt.decidedAt) />
      <#else>
      <@fact term="decidedAt" value=msg("hostingReceipt.time", receipt.decidedAt) />
      </#if>
      <#if receipt.until??>
      <@fact term="until" value=msg("hostingReceipt.time", receipt.until) />
      </#if>
      <@fact term="basis" value=msg("hostingReceipt.basis." + receipt.basis) />
      <@fact term="channel" value=msg("hostingReceipt.channel." + receipt.channel) />
      <@fact term=(receipt.channel == "PAPER" && receipt.role == "PRACTITIONER")?then("recordedBy", "role") value=msg("hostingReceipt.role." + receipt.role) />
      <@fact term="reason" value=(receipt.reason)!"" />
      <@fact term="patient" value=receipt.patient />
      <@fact term="client" value=(receipt.client)!"" />
      <@fact term="acr" value=(receipt.acr)!"" />
    </dl>
  </section>

  <section aria-labelledby="parties">
    <h2 id="parties">${msg("hostingReceipt.section.parties")}</h2>
    <dl>
      <@fact term="practice" value=receipt.practice />
      <@fact term="practiceAddress" value=(receipt.practiceAddress)!"" />
      <@fact term="practiceEmail" value=(receipt.practiceEmail)!"" />
      <@fact term="host" value=receipt.host />
      <@fact term="legalEntity" value=receipt.legalEntity />
      <@fact term="hostAddress" value=receipt.hostAddress />
      <#if receipt.sites?has_content>
      <div><dt>${msg("hostingReceipt.sites")}</dt><#list receipt.sites as site><dd>${site}</dd></#list></div>
      </#if>
      <@fact term="officer" value=receipt.officer />
      <@fact term="officerEmail" value=receipt.officerEmail />
      <#if receipt.purposes?has_content>
      <div><dt>${msg("hostingReceipt.purposes")}</dt><#list receipt.purposes as purpose><dd<#if purpose.language??> lang="${purpose.language}"</#if>>${purpose.text}</dd></#list></div>
      </#if>
    </dl>
    <p class="small">${msg("hostingReceipt.asOf." + receipt.asOf)}</p>
  </section>

  <section aria-labelledby="notice">
    <h2 id="notice">${msg("hostingReceipt.section.notice")}</h2>
    <div class="notice" lang="${receipt.language}">
      <h3>${receipt.title}</h3>
      <#list receipt.paragraphs as paragraph>
      <p>${paragraph}</p>
      </#list>
    </div>
    <dl>
      <@fact term="version" value=receipt.version />
      <@fact term="digest" value=receipt.digest />
    </dl>
  </section>

  <section aria-labelledby="change">
    <h2 id="change">${msg("hostingReceipt.section.change")}</h2>
    <p>${msg("hostingReceipt.change." + ["OBJECT", "UPHOLD", "REJECT"]?seq_contains(receipt.decision)?then(receipt.decision, receipt.basis))}</p>
  </section>

  <section aria-labelledby="proof">
    <h2 id="proof">${msg("hostingReceipt.section.proof")}</h2>
    <p>${msg("hostingReceipt.proof")}</p>
    <dl>
      <@fact term="issuer" value=receipt.issuer />
      <@fact term="keys" value=(receipt.issuer + "/protocol/openid-connect/certs") />
      <@fact term="issued" value=msg("hostingReceipt.time", receipt.issued) />
      <@fact term="position" value=receipt.position />
      <@fact term="hash" value=receipt.hash />
    </dl>
    <h3>${msg("hostingReceipt.signed")}</h3>
    <p class="jws">${receipt.jws}</p>
  </section>
</main>
</body>
</html>
