import { type CuratedTemplate, curationFor, offersOf } from '#whatsapp/templates/curation'
import { findNamed, type NamedItem } from '#whatsapp/templates/curation-check'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { rightCaller } from '../../account/caller.ts'
import type { Aws } from '../../account/clients.ts'
import type { Run } from '../../cli/account-command.ts'
import { openSession } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import {
  type AccountTemplate,
  accountTemplates,
  definitionOf,
  instanceOf,
  teamsOf,
} from '../../curation/account.ts'
import { storedCuration } from '../../curation/store.ts'
import type { TemplatesFlags } from '../templates.ts'
import { chosenWaba } from './chosen-waba.ts'

interface Line
  extends AccountTemplate,
    Pick<CuratedTemplate, 'note' | 'defaults' | 'labels' | 'successor'> {
  offered: boolean
  pinned: boolean
  fields?: readonly Field[]
}

export const runTemplatesList: Run<TemplatesFlags, [string?]> = async (host, flags, name) => {
  const { config, aws, json } = await openSession({ ...flags, waba: undefined }, host)
  await rightCaller(config, aws)
  const waba = chosenWaba(flags.waba, config)
  const [all, stored, teams] = await Promise.all([
    accountTemplates(waba, aws),
    storedCuration(waba, aws),
    teamsOf(instanceOf(waba, config), aws),
  ])
  const wanted = name ? all.filter((each) => each.name === name) : all
  if (name && wanted.length === 0)
    throw new ConfigError(
      `${waba} has no template "${name}". Run "connect-whatsapp templates list" to see its templates.`,
    )

  const team = {
    queue: idOf('queue', flags.queue, teams.queues),
    routingProfile: idOf('routing profile', flags['routing-profile'], teams.routingProfiles),
  }
  const offers = offersOf(curationFor(stored, team, host.now()))
  const lines = wanted
    .map((each) => ({ each, offer: offers(each) }))
    .sort((a, b) => a.offer.place - b.offer.place)
    .map(
      ({ each, offer: { offered, pinned = false, note, defaults, labels, successor } }): Line => ({
        ...each,
        offered,
        pinned,
        ...(note ? { note } : {}),
        ...(defaults ? { defaults } : {}),
        ...(labels ? { labels } : {}),
        ...(successor ? { successor } : {}),
      }),
    )
  const templates = name
    ? await Promise.all(lines.map((line) => withFields(waba, line, aws)))
    : lines
  if (json) host.print(JSON.stringify(templates, undefined, 2))
  else for (const text of templates.flatMap(linesOf)) host.print(text)
  return 0
}

/**
 * Returns the id of the queue or routing profile with this name. Throws ConfigError if the instance
 * has no queue or profile with this name.
 */
function idOf(
  what: string,
  wanted: string | undefined,
  known: readonly NamedItem[],
): string | undefined {
  if (wanted === undefined) return undefined
  const one = findNamed(wanted, known)
  if (one) return one.id
  throw new ConfigError(
    `The Connect instance has no ${what} "${wanted}". Use ${known.map(({ name }) => name).join(', ')}.`,
  )
}

async function withFields(waba: string, line: Line, aws: Aws): Promise<Line> {
  const definition = await definitionOf(waba, line, aws)
  return { ...line, fields: definition ? fieldsOf(definition).fields : [] }
}

function linesOf({
  name,
  language,
  category,
  status,
  offered,
  pinned,
  note,
  successor,
  defaults = {},
  labels = {},
  fields = [],
}: Line): string[] {
  const how = !offered ? 'not offered' : pinned ? 'pinned' : ''
  return [
    `${name.padEnd(32)} ${language.padEnd(6)} ${category.padEnd(15)} ${status.padEnd(9)} ${how}`.trimEnd(),
    ...(note ? [`  note: ${note}`] : []),
    ...(successor ? [`  successor: ${successor}`] : []),
    ...fields.map(
      (field) =>
        `  ${field.key.padEnd(24)} ${field.kind}${field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`}${defaultText(defaults[field.key])}${labelText(labels[field.key])}`,
    ),
  ]
}

const labelText = (label: string | undefined) => (label ? `, labeled “${label}”` : '')

const defaultText = (value: NonNullable<CuratedTemplate['defaults']>[string] | undefined) =>
  value === undefined
    ? ''
    : typeof value === 'string'
      ? `, begins with “${value}”`
      : `, from the attribute ${value.attribute}`
