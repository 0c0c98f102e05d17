import type { CuratedAccount } from '#whatsapp/templates/curation-check'
import { type CurationFile, type FileRule, templateTitle } from '#whatsapp/templates/curation-file'
import { fieldsOf } from '#whatsapp/templates/fields'
import { formIdIn, isSendableForm } from '#whatsapp/templates/forms'

/** Returns notes about entries that are valid but may have unexpected effects. */
export function curationNotes({ rules }: CurationFile, account: CuratedAccount): string[] {
  const { templates } = account
  return rules.flatMap((rule) => [
    ...rule.templates.flatMap((each) => sharedTexts(each, rule, account)),
    ...rule.templates.flatMap(({ name, offered }) => {
      const form = account.forms.find(({ id }) => id === formIdIn(name))
      return form && offered !== false && !isSendableForm(form.status)
        ? [`${name} (${form.name}) is ${form.status}: agents see it, but cannot send it.`]
        : []
    }),
    ...rule.templates.flatMap((each) => {
      const variants = templates.filter(
        ({ name, language }) =>
          name === each.name && (!each.language || language === each.language),
      )
      const unapproved = variants.filter(({ status }) => status !== 'APPROVED')
      return each.pinned && unapproved.length > 0 && unapproved.length === variants.length
        ? [
            `${templateTitle(each)} is ${unapproved[0]!.status}: agents see it at the top of the list, with the reason why it cannot be sent.`,
          ]
        : []
    }),
  ])
}

/**
 * Returns a warning for each default text that applies to several languages of a template, because
 * the rule has no separate entries for these languages.
 */
function sharedTexts(
  { name, language, defaults = {} }: FileRule['templates'][number],
  rule: FileRule,
  { definitions }: CuratedAccount,
): string[] {
  if (language) return []
  return Object.entries(defaults).flatMap(([key, value]) => {
    const languages = definitions
      .filter(
        (each) =>
          each.name === name &&
          fieldsOf(each).fields.some((field) => field.key === key) &&
          !rule.templates.some(
            (other) =>
              other.name === name && other.language === each.language && other.defaults?.[key],
          ),
      )
      .map((each) => each.language)
    return typeof value === 'string' && languages.length > 1
      ? [
          `${name}: ${key} begins with “${value}” in ${languages.join(', ')}. If the text depends on the language, add an entry for each language.`,
        ]
      : []
  })
}
