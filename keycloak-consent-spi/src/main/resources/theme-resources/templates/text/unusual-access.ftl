<#ftl output_format="plainText">
${msg("unusualAccessMailHello")}

${msg("unusualAccessMailWhat")}

${msg("unusualAccessMailWhere")}
${page}

${msg("unusualAccessMailWhy")}

${msg("unusualAccessMailNever")}
