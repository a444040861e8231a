<#-- The next version of a notice: written, shown, published. -->
<#import "hosting-console-parts.ftl" as parts>
<@parts.page title=msg("hostingConsole.newNotice") back=hosting backTitle=msg("hostingConsole.at", practice, host)>
  <#if error??>
    <#if error = "changed"><@parts.alert "danger">${msg("hostingConsole.noticeChanged")}</@parts.alert>
    <#else><@parts.alert "danger" "invalid">${msg("hostingConsole.noticeInvalid")} <a href="#f-${error?replace("texts.", "")?replace(".", "-")}">${msg("hostingConsole.toField")}</a></@parts.alert></#if>
  </#if>
  <form method="post" class="pf-v5-c-form">
    <@parts.token />
    <input type="hidden" name="seen" value="${seen?c}">
    <#if preview??>
      <@parts.alert "info">${msg("hostingConsole.previewHint")}</@parts.alert>
      <@parts.texts preview />
      <#list languages as language>
        <input type="hidden" name="${language.code}.title" value="${language.title}">
        <input type="hidden" name="${language.code}.body" value="${language.body}">
      </#list>
      <p>${msg("hostingConsole.publishHint")}</p>
      <div class="pf-v5-c-form__actions">
        <@parts.button "publish">${msg("hostingConsole.publish")}</@parts.button>
        <@parts.button "write" "secondary">${msg("hostingConsole.writeOn")}</@parts.button>
      </div>
    <#else>
      <p>${msg("hostingConsole.noticeHint")}</p>
      <#list languages as language>
      <fieldset class="pru-group">
        <legend>${language.name}</legend>
        <div class="pf-v5-c-form__group">
          <label class="pf-v5-c-form__label" for="f-${language.code}-title">${msg("hostingConsole.noticeTitle")}</label>
          <span class="pf-v5-c-form-control"><input id="f-${language.code}-title" name="${language.code}.title" maxlength="255" value="${language.title}" lang="${language.code}"<#if (error!"") = "texts." + language.code + ".title"> aria-invalid="true" aria-describedby="invalid"</#if>></span>
        </div>
        <div class="pf-v5-c-form__group">
          <label class="pf-v5-c-form__label" for="f-${language.code}-body">${msg("hostingConsole.noticeBody")}</label>
          <span class="pf-v5-c-form-control pf-m-resize-vertical"><textarea id="f-${language.code}-body" name="${language.code}.body" rows="10" maxlength="20000" lang="${language.code}" aria-describedby="body-hint-${language.code}<#if (error!"") = "texts." + language.code + ".body"> invalid</#if>"<#if (error!"") = "texts." + language.code + ".body"> aria-invalid="true"</#if>>${language.body}</textarea></span>
          <p class="pru-note" id="body-hint-${language.code}">${msg("hostingConsole.noticeBodyHint")}</p>
        </div>
      </fieldset>
      </#list>
      <div class="pf-v5-c-form__actions"><@parts.button "preview">${msg("hostingConsole.preview")}</@parts.button></div>
    </#if>
  </form>
</@parts.page>
