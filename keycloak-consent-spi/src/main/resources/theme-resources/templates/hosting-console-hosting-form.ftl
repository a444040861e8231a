<#-- A new hosting, or what is to change about one. -->
<#import "hosting-console-parts.ftl" as parts>
<#macro invalid name><#if error = name> aria-invalid="true"</#if></#macro>
<#macro wrong name><#if error = name><p class="pru-error" id="e-${name}">${msg("hostingConsole.wrong." + name)}</p></#if></#macro>
<#macro select name options>
  <div class="pf-v5-c-form__group">
    <label class="pf-v5-c-form__label" for="f-${name}">${msg("hostingConsole." + name)}</label>
    <select class="pru-select" id="f-${name}" name="${name}" required<@invalid name /><#if error = name> aria-describedby="e-${name}"</#if>>
      <#list options as option><option value="${option.id}"<#if (values[name]!"") = option.id> selected</#if>>${option.name}</option></#list>
    </select>
    <@wrong name />
  </div>
</#macro>
<#macro text name>
  <div class="pf-v5-c-form__group">
    <label class="pf-v5-c-form__label" for="f-${name}">${msg("hostingConsole." + name)}</label>
    <span class="pf-v5-c-form-control"><input id="f-${name}" name="${name}" maxlength="32" value="${values[name]!""}" aria-describedby="h-${name}<#if error = name> e-${name}</#if>"<@invalid name />></span>
    <p class="pru-note" id="h-${name}">${msg("hostingConsole." + name + "Hint")}</p>
    <@wrong name />
  </div>
</#macro>
<#assign heading = practice???then(msg("hostingConsole.at", practice!"", host!""), msg("hostingConsole.newHosting"))>
<@parts.page title=heading back=back backTitle=practice???then(heading, msg("hostingConsole.nav.overview"))>
  <#if error?has_content><@parts.alert "danger">${msg("hostingConsole.notSaved")} <#if ["changed", "exists", "conflict"]?seq_contains(error)>${msg("hostingConsole.wrong." + error)}<#else><a href="#f-${error}">${msg("hostingConsole.toField")}</a></#if></@parts.alert></#if>
  <form method="post" class="pf-v5-c-form">
    <@parts.token />
    <input type="hidden" name="seen" value="${values.seen!""}">
    <#if practices??>
      <@select "practice" practices />
      <@select "host" hosts />
    </#if>
    <#if fixed!false>
      <p>${msg("hostingConsole.basis")}${msg("hostingConsole.colon")} <strong>${msg("hostingConsole.basis." + values.legalBasis)}</strong> <span class="pru-note">${msg("hostingConsole.basisFixed")}</span></p>
    <#else>
    <fieldset class="pru-group" aria-describedby="h-basis">
      <legend>${msg("hostingConsole.basis")}</legend>
      <#list bases as each>
      <div class="pf-v5-c-radio">
        <input class="pf-v5-c-radio__input" type="radio" id="f-legalBasis<#if !each?is_first>-${each?index}</#if>" name="legalBasis" value="${each}" required<#if (values.legalBasis!"") = each> checked</#if>>
        <label class="pf-v5-c-radio__label" for="f-legalBasis<#if !each?is_first>-${each?index}</#if>">${msg("hostingConsole.basis." + each)}</label>
      </div>
      </#list>
      <p class="pru-note" id="h-basis">${msg("hostingConsole.basisHint")}</p>
      <@wrong "legalBasis" />
    </fieldset>
    </#if>
    <div class="pf-v5-c-form__group">
      <label class="pf-v5-c-form__label" for="f-purposes">${msg("hostingConsole.purposes")}</label>
      <span class="pf-v5-c-form-control pf-m-resize-vertical"><textarea id="f-purposes" name="purposes" rows="4" required aria-describedby="h-purposes<#if error = "purposes"> e-purposes</#if>"<@invalid "purposes" />>${values.purposes!""}</textarea></span>
      <p class="pru-note" id="h-purposes">${msg("hostingConsole.purposesHint")}</p>
      <@wrong "purposes" />
    </div>
    <@text "validity" />
    <@text "renewBefore" />
    <fieldset class="pru-group">
      <legend>${msg("hostingConsole.status")}</legend>
      <#list statuses as each>
      <div class="pf-v5-c-radio">
        <input class="pf-v5-c-radio__input" type="radio" id="f-status<#if !each?is_first>-${each?index}</#if>" name="status" value="${each}" aria-describedby="h-status-${each}"<#if (values.status!"") = each> checked</#if><#if (ended!false) && each != "ENDED"> disabled</#if>>
        <label class="pf-v5-c-radio__label" for="f-status<#if !each?is_first>-${each?index}</#if>">${msg("hostingConsole.status." + each)}</label>
        <span class="pf-v5-c-radio__description" id="h-status-${each}">${msg("hostingConsole.statusHint." + each)}</span>
      </div>
      </#list>
      <@wrong "status" />
    </fieldset>
    <div class="pf-v5-c-form__actions"><@parts.button "save">${msg("hostingConsole.save")}</@parts.button> <a class="pf-v5-c-button pf-m-link" href="${back}">${msg("doCancel")}</a></div>
  </form>
</@parts.page>
