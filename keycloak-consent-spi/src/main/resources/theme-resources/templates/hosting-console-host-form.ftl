<#-- A host, field by field; each is named as REST names it, so that one set of rules finds what is wrong. -->
<#import "hosting-console-parts.ftl" as parts>
<#function key path><#return path?replace("[", "-")?replace("]", "")?replace(".", "-")></#function>
<#function wrong path><#return error?? && error.path = path></#function>
<#function words rule>
  <#local known = "hostingConsole.rule." + rule.key>
  <#local said = msg(known, rule.arguments[0]!"", rule.arguments[1]!"")?string>
  <#return (said = known)?then(msg("hostingConsole.rule.other"), said)>
</#function>
<#macro says path hint=""><#if wrong(path)> aria-invalid="true"</#if><#if wrong(path) || hint?has_content> aria-describedby="${hint}<#if wrong(path)> e-${key(path)}</#if>"</#if></#macro>
<#macro problem path><#if wrong(path)><p class="pru-error" id="e-${key(path)}">${words(error.rule)}</p></#if></#macro>
<#macro members list>
  <#list list as node>
    <#switch node.type>
      <#case "FIXED"><#break>
      <#case "TEXT">
      <#case "DATE">
        <div class="pf-v5-c-form__group">
          <label class="pf-v5-c-form__label" for="f-${key(node.path)}">${msg("hostingConsole.field." + node.name)}</label>
          <span class="pf-v5-c-form-control"><input id="f-${key(node.path)}" name="${node.path}"<#if node.type = "DATE"> type="date"</#if> value="${node.value}"<@says path=node.path hint=(node.name = "country")?then("h-country", "") />></span>
          <@problem node.path />
        </div>
        <#break>
      <#case "CODES">
        <div class="pf-v5-c-form__group">
          <label class="pf-v5-c-form__label" for="f-${key(node.path)}">${msg("hostingConsole.field." + node.name)}</label>
          <span class="pf-v5-c-form-control"><input id="f-${key(node.path)}" name="${node.path}" value="${node.value}"<@says node.path "h-country" />></span>
          <@problem node.path />
        </div>
        <#break>
      <#case "TRUTH">
        <div class="pf-v5-c-check">
          <input class="pf-v5-c-check__input" type="checkbox" id="f-${key(node.path)}" name="${node.path}" value="true"<#if node.value> checked</#if><@says node.path />>
          <label class="pf-v5-c-check__label" for="f-${key(node.path)}">${msg("hostingConsole.field." + node.name)}</label>
          <@problem node.path />
        </div>
        <#break>
      <#case "CHOICE">
        <div class="pf-v5-c-form__group">
          <label class="pf-v5-c-form__label" for="f-${key(node.path)}">${msg("hostingConsole.field." + node.name)}</label>
          <select class="pru-select" id="f-${key(node.path)}" name="${node.path}"<@says node.path />>
            <#list node.of as value><option value="${value}"<#if node.value = value> selected</#if>>${msg("hostingConsole." + node.name + "." + value)}</option></#list>
          </select>
          <@problem node.path />
        </div>
        <#break>
      <#case "LOCALIZED">
        <fieldset class="pru-texts">
          <legend>${msg("hostingConsole.field." + node.name)}</legend>
          <#list node.value as text>
          <div class="pf-v5-c-form__group">
            <label class="pf-v5-c-form__label" for="f-${key(node.path)}<#if !text?is_first>-${text.language}</#if>">${text.languageName}</label>
            <span class="pf-v5-c-form-control pf-m-resize-vertical"><textarea id="f-${key(node.path)}<#if !text?is_first>-${text.language}</#if>" name="${node.path}.${text.language}" lang="${text.language}" rows="2" maxlength="4000"<@says node.path />>${text.text}</textarea></span>
          </div>
          </#list>
          <@problem node.path />
        </fieldset>
        <#break>
      <#case "ACTIVITIES">
        <fieldset class="pru-texts">
          <legend>${msg("hostingConsole.field." + node.name)}</legend>
          <#list node.value as activity>
          <div class="pf-v5-c-check">
            <input class="pf-v5-c-check__input" type="checkbox" id="f-${key(node.path)}<#if !activity?is_first>-${activity.number?c}</#if>" name="${node.path}.${activity.number?c}" value="on"<#if activity.checked> checked</#if><@says node.path />>
            <label class="pf-v5-c-check__label" for="f-${key(node.path)}<#if !activity?is_first>-${activity.number?c}</#if>">${msg("hostingConsentSheet.activity" + activity.number?c)}</label>
          </div>
          </#list>
          <@problem node.path />
        </fieldset>
        <#break>
      <#case "GROUP">
        <#if node.path = "sheet"><@members node.nodes />
        <#else>
        <fieldset class="pru-group">
          <legend>${msg("hostingConsole.group." + node.name)}</legend>
          <@problem node.path />
          <@members node.nodes />
        </fieldset>
        </#if>
        <#break>
      <#case "OPTIONAL">
        <fieldset class="pru-group pru-optional">
          <legend>${msg("hostingConsole.group." + node.name)}</legend>
          <div class="pf-v5-c-check">
            <input class="pf-v5-c-check__input" type="checkbox" id="f-${key(node.path)}" name="${node.path}.present" value="on"<#if node.present> checked</#if><@says node.path />>
            <label class="pf-v5-c-check__label" for="f-${key(node.path)}">${msg("hostingConsole.has." + node.name)}</label>
          </div>
          <@problem node.path />
          <div class="pru-inside"><@members node.nodes /></div>
        </fieldset>
        <#break>
      <#case "LIST">
        <fieldset class="pru-group" id="f-${key(node.path)}" tabindex="-1">
          <legend>${msg("hostingConsole.group." + node.name)}</legend>
          <@problem node.path />
          <#list node.items as item>
          <fieldset class="pru-item">
            <legend>${msg("hostingConsole.item." + node.name, item.number?c)}</legend>
            <input type="hidden" name="${item.path}.item" value="on">
            <@members item.nodes />
            <div class="pf-v5-c-check">
              <input class="pf-v5-c-check__input" type="checkbox" id="f-${key(item.path)}-remove" name="${item.path}.remove" value="on">
              <label class="pf-v5-c-check__label" for="f-${key(item.path)}-remove">${msg("hostingConsole.remove")}</label>
            </div>
          </fieldset>
          </#list>
          <p><@parts.button node.path "secondary" "add">${msg("hostingConsole.add." + node.name)}</@parts.button></p>
        </fieldset>
        <#break>
    </#switch>
  </#list>
</#macro>
<#assign heading = fresh?then(msg("hostingConsole.newHost"), msg("hostingConsole.editHost", id))>
<@parts.page title=heading back=back backTitle=fresh?then(msg("hostingConsole.nav.overview"), id)>
  <#if error??><@parts.alert "danger">${msg("hostingConsole.notSaved")} <a href="#f-${key(error.path)}">${words(error.rule)}</a> <span class="pru-code">${error.path}</span></@parts.alert></#if>
  <p class="pru-note">${msg("hostingConsole.hostHint")}</p>
  <p class="pru-note" id="h-country">${msg("hostingConsole.countryHint")}</p>
  <form method="post" class="pf-v5-c-form">
    <@parts.token />
    <input type="hidden" name="seen" value="${seen}">
    <#-- the first button answers the Enter key -->
    <button type="submit" name="do" value="save" class="pru-first" tabindex="-1" aria-hidden="true">${msg("hostingConsole.save")}</button>
    <#if fresh>
    <div class="pf-v5-c-form__group">
      <label class="pf-v5-c-form__label" for="f-id">${msg("hostingConsole.identifier")}</label>
      <span class="pf-v5-c-form-control"><input id="f-id" name="id" maxlength="63" value="${id}"<@says "id" "h-id" />></span>
      <p class="pru-note" id="h-id">${msg("hostingConsole.identifierHint")}</p>
      <@problem "id" />
    </div>
    </#if>
    <@members nodes />
    <div class="pf-v5-c-form__actions"><@parts.button "save">${msg("hostingConsole.save")}</@parts.button> <a class="pf-v5-c-button pf-m-link" href="${back}">${msg("doCancel")}</a></div>
  </form>
</@parts.page>
