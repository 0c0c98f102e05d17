// Creates the rows of the list of forms (WhatsApp Flows). A row contains a form and the form's
// settings for one team.
import type { ListedForm } from '#model/template-list'
import type { Catalogue } from '#supervisor-api'
import { curationFor, type Offer, offersOf, type RuleTeam } from '#whatsapp/templates/curation'
import { type CurationEdit, teamIn, teamKey } from '#whatsapp/templates/curation-edits'
import { formEntryName } from '#whatsapp/templates/forms'

export interface FormRow {
  form: ListedForm
  /** The name with which the curation's rules refer to the form. */
  name: string
  offer: Offer
  /** True if the team's own rule contains settings of the form. */
  isOwn: boolean
  /** True if a rule sets the form's position in the list. */
  isOrdered: boolean
}

/** Returns the rows in the order in which the team's agents see them. */
export function formRows(
  { forms = [], curation }: Pick<Catalogue, 'forms' | 'curation'>,
  team: RuleTeam,
): FormRow[] {
  const combined = curationFor(curation, teamIn(team))
  const offers = offersOf(combined)
  const rule = curation.rules.find((each) => teamKey(each) === teamKey(team))
  const own = new Set(rule?.templates.map(({ name }) => name))
  return forms
    .map((form) => {
      const name = formEntryName(form.id)
      const { place, ...offer } = offers({ name, language: '' })
      const isOrdered = place < combined.templates.length
      return { place, row: { form, name, offer, isOwn: own.has(name), isOrdered } }
    })
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row)
}

export interface AnswerLabel {
  name: string
  label: string
}

export interface FormSettings {
  title: string
  note: string
  text: string
  button: string
  /**
   * Determines the screen that the customer sees first: the form's own first screen, the screen
   * that `screen` names, or a screen that the form's endpoint chooses.
   */
  begins: 'first' | 'screen' | 'endpoint'
  screen: string
  labels: readonly AnswerLabel[]
  /** The period in which the form is offered, as ISO times. */
  from: string | undefined
  until: string | undefined
}

export const formSettingsOf = ({ offer }: FormRow): FormSettings => ({
  title: offer.title ?? '',
  note: offer.note ?? '',
  text: offer.form?.text ?? '',
  button: offer.form?.button ?? '',
  begins: offer.form?.exchange ? 'endpoint' : offer.form?.screen ? 'screen' : 'first',
  screen: offer.form?.screen ?? '',
  labels: Object.entries(offer.labels ?? {}).map(([name, label]) => ({ name, label })),
  from: offer.from && new Date(offer.from).toISOString(),
  until: offer.until && new Date(offer.until).toISOString(),
})

/**
 * Returns the edits that turn the form's settings into `after`, without edits for unchanged
 * settings. When a form gets its first message, it is also offered.
 */
export function formEdits(after: FormSettings, row: FormRow): CurationEdit[] {
  const { name, offer } = row
  const before = formSettingsOf(row)
  const [title, note] = [after.title.trim(), after.note.trim()]
  const message = messageEdit(after, name)
  const isScheduled = after.from !== before.from || after.until !== before.until
  return [
    ...(offer.form && JSON.stringify(message) === JSON.stringify(messageEdit(before, name))
      ? []
      : [message]),
    ...(title !== before.title || note !== before.note
      ? [{ edit: 'describe' as const, name, title, note }]
      : []),
    ...(isScheduled
      ? [
          {
            edit: 'schedule' as const,
            name,
            ...(after.from ? { from: after.from } : {}),
            ...(after.until ? { until: after.until } : {}),
          },
        ]
      : []),
    ...(offer.form ? [] : [{ edit: 'offer' as const, names: [name], offered: true }]),
  ]
}

const messageEdit = (
  { text, button, begins, screen, labels }: FormSettings,
  name: string,
): CurationEdit => ({
  edit: 'form',
  name,
  text: text.trim(),
  button: button.trim(),
  ...(begins === 'screen' && screen.trim() ? { screen: screen.trim() } : {}),
  ...(begins === 'endpoint' ? { exchange: true as const } : {}),
  labels: Object.fromEntries(
    labels
      .map(({ name: answer, label }) => [answer.trim(), label.trim()] as const)
      .filter(([answer, label]) => answer && label),
  ),
})
