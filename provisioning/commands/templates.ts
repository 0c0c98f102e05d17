import { type CuratedTemplate, curationFor, offersOf } from '#whatsapp/templates/curation'
import { type Field, fieldsOf } from '#whatsapp/templates/fields'
import { rightCaller } from '../account/caller.ts'
import type { Aws } from '../account/clients.ts'
import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'
import { ConfigError } from '../config/error.ts'
import {
  definitionOf,
  type FoundTemplate,
  instanceOf,
  teamsOf,
  templatesOf,
} from '../curation/account.ts'
import { found, type Named } from '../curation/check-curation.ts'
import { storedCuration } from '../curation/store.ts'
import { wabaOf } from './curation.ts'

interface Line extends FoundTemplate, Pick<CuratedTemplate, 'note' | 'defaults'> {
  offered: boolean
  pinned: boolean
  fields?: readonly Field[]
}

export const templatesList = accountCommand({
  usage: '[NAME] [options]',
  summary: "a WABA's templates, and how they are offered to a team; only reads",
  help: `As Meta has them, in the order agents of the team see them. With NAME, its fields too: their keys are what a curation's defaults are named by.

  --waba ID              which WABA; not needed when the configuration has one
  --queue NAME           as for a chat of this queue
  --routing-profile NAME as for an agent of this routing profile
${COMMON_OPTIONS}`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    waba: { type: 'string' },
    queue: { type: 'string' },
    'routing-profile': { type: 'string' },
  },
  positionals: 1,
  async run(given, host) {
    const { config, aws, json } = await workOf(given, host)
    await rightCaller(config, aws)
    const waba = wabaOf(given, config)
    const [name] = given.positionals
    const [all, stored, teams] = await Promise.all([
      templatesOf(waba, aws),
      storedCuration(waba, aws),
      teamsOf(instanceOf(waba, config), aws),
    ])
    const wanted = name ? all.filter((each) => each.name === name) : all
    if (name && wanted.length === 0)
      throw new ConfigError(
        `${waba} has no template "${name}". "connect-whatsapp templates list" prints them.`,
      )

    const team = {
      queue: named('queue', given.values.queue, teams.queues),
      routingProfile: named(
        'routing profile',
        given.values['routing-profile'],
        teams.routingProfiles,
      ),
    }
    const offers = offersOf(curationFor(stored?.rules ?? [], team))
    const lines = wanted
      .map((each) => ({ each, offer: offers(each) }))
      .sort((a, b) => a.offer.place - b.offer.place)
      .map(
        ({ each, offer: { offered, pinned = false, note, defaults } }): Line => ({
          ...each,
          offered,
          pinned,
          ...(note ? { note } : {}),
          ...(defaults ? { defaults } : {}),
        }),
      )
    const shown = name ? await Promise.all(lines.map((line) => withFields(waba, line, aws))) : lines
    if (json) host.print(JSON.stringify(shown, undefined, 2))
    else for (const text of shown.flatMap(linesOf)) host.print(text)
    return 0
  },
})

/** The id of the one that is meant. */
function named(what: string, wanted: unknown, known: readonly Named[]): string | undefined {
  if (typeof wanted !== 'string') return undefined
  const one = found(wanted, known)
  if (one) return one.id
  throw new ConfigError(
    `The instance has no ${what} "${wanted}"; it has ${known.map(({ name }) => name).join(', ')}.`,
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
  defaults = {},
  fields = [],
}: Line): string[] {
  const how = !offered ? 'not offered' : pinned ? 'pinned' : ''
  return [
    `${name.padEnd(32)} ${language.padEnd(6)} ${category.padEnd(15)} ${status.padEnd(9)} ${how}`.trimEnd(),
    ...(note ? [`  note: ${note}`] : []),
    ...fields.map(
      (field) =>
        `  ${field.key.padEnd(24)} ${field.kind}${field.maxLength === undefined ? '' : `, at most ${field.maxLength} characters`}${beginsWith(defaults[field.key])}`,
    ),
  ]
}

const beginsWith = (value: NonNullable<CuratedTemplate['defaults']>[string] | undefined) =>
  value === undefined
    ? ''
    : typeof value === 'string'
      ? `, begins with “${value}”`
      : `, from the attribute ${value.attribute}`
