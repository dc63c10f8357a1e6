type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** For texts with a number, in the plural forms of a language. `#` stands for the number. */
export const createPlural = (language: string) => {
  const rules = new Intl.PluralRules(language)
  return (count: number, forms: Forms): string =>
    (forms[rules.select(count)] ?? forms.other).replace('#', count.toLocaleString(language))
}
