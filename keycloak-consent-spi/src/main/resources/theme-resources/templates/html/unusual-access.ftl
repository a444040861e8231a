<#ftl output_format="HTML">
<!DOCTYPE html>
<html lang="${locale.language}">
<head><meta charset="utf-8"><title>${msg("unusualAccessMailSubject")}</title></head>
<body>
<p>${msg("unusualAccessMailHello")}</p>
<p>${msg("unusualAccessMailWhat")}</p>
<p>${msg("unusualAccessMailWhere")}<br><a href="${page}">${page}</a></p>
<p>${msg("unusualAccessMailWhy")}</p>
<p>${msg("unusualAccessMailNever")}</p>
</body>
</html>
