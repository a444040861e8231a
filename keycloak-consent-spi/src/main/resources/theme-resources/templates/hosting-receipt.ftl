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
  <title>${msg("hostingReceipt.title")} ${receipt.position}: ${receipt.practice}, ${receipt.host}</title>
  <style>${style?no_esc}</style>
</head>
<body>
<main>
  <header>
    <h1>${msg("hostingReceipt.title")}</h1>
    <p class="decision">${msg("hostingReceipt.decision." + receipt.decision)}</p>
    <p>${msg("hostingReceipt.lead")}</p>
  </header>

  <section aria-labelledby="decision">
    <h2 id="decision">${msg("hostingReceipt.section.decision")}</h2>
    <dl>
      <@fact "decidedAt" receipt.decidedAt />
      <@fact "until" (receipt.until)!"" />
      <@fact "basis" msg("hostingReceipt.basis." + receipt.basis) />
      <@fact "channel" msg("hostingReceipt.channel." + receipt.channel) />
      <@fact "role" msg("hostingReceipt.role." + receipt.role) />
      <@fact "reason" (receipt.reason)!"" />
      <@fact "patient" receipt.patient />
      <@fact "client" (receipt.client)!"" />
      <@fact "acr" (receipt.acr)!"" />
    </dl>
  </section>

  <section aria-labelledby="parties">
    <h2 id="parties">${msg("hostingReceipt.section.parties")}</h2>
    <dl>
      <@fact "practice" receipt.practice />
      <@fact "practiceAddress" (receipt.practiceAddress)!"" />
      <@fact "practiceEmail" (receipt.practiceEmail)!"" />
      <@fact "host" receipt.host />
      <@fact "legalEntity" receipt.legalEntity />
      <@fact "hostAddress" receipt.hostAddress />
      <#if receipt.sites?has_content>
      <div><dt>${msg("hostingReceipt.sites")}</dt><#list receipt.sites as site><dd>${site}</dd></#list></div>
      </#if>
      <@fact "officer" receipt.officer />
      <@fact "officerEmail" receipt.officerEmail />
      <#if receipt.purposes?has_content>
      <div><dt>${msg("hostingReceipt.purposes")}</dt><#list receipt.purposes as purpose><dd>${purpose}</dd></#list></div>
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
      <@fact "version" receipt.version />
      <@fact "digest" receipt.digest />
    </dl>
  </section>

  <section aria-labelledby="change">
    <h2 id="change">${msg("hostingReceipt.section.change")}</h2>
    <p>${msg("hostingReceipt.change." + receipt.basis)}</p>
  </section>

  <section aria-labelledby="proof">
    <h2 id="proof">${msg("hostingReceipt.section.proof")}</h2>
    <p>${msg("hostingReceipt.proof")}</p>
    <dl>
      <@fact "issuer" receipt.issuer />
      <@fact "keys" (receipt.issuer + "/protocol/openid-connect/certs") />
      <@fact "issued" receipt.issued />
      <@fact "position" receipt.position />
      <@fact "hash" receipt.hash />
    </dl>
    <h3>${msg("hostingReceipt.signed")}</h3>
    <p class="jws">${receipt.jws}</p>
  </section>
</main>
</body>
</html>
