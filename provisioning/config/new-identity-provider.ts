// Asks `init`'s questions about the identity provider. If an answer cannot work, the question is
// asked again.
import type { Host } from '../cli/host.ts'
import type { Questions } from '../cli/questions.ts'
import { type DiscoveryOptions, discover, isDiscovered } from '../identity/discovery.ts'
import {
  doubtAbout,
  pageOf,
  providerOf,
  providers,
  saferClaim,
  usualSuggestions,
} from '../identity/providers.ts'
import { asked } from './asked.ts'
import { type Config, configShape } from './config.ts'
import { ConfigError } from './error.ts'

export interface IdentityOptions {
  issuer: string | undefined
  audience: string | undefined
  clientId: string | undefined
  scope: string | undefined
  apiScopes: readonly string[]
  userClaim: string | undefined
  userLookup: string | undefined
}

type NewProvider = NonNullable<Config['identityProvider']>
type Terminal = Pick<Host, 'interactive' | 'print' | 'log'> & { ask: Questions }

/** Returns undefined if the person decides to configure the identity provider later. */
export async function chosenIdentityProvider(
  options: IdentityOptions,
  host: Terminal,
  discovery: DiscoveryOptions,
): Promise<NewProvider | undefined> {
  if (options.issuer !== undefined || !host.interactive) return fromOptions(options, discovery)
  const issuer = await asked(
    host,
    'OpenID Connect issuer that agents sign in with (https://…; leave empty to add it later)',
    async (answer) => (answer === '' ? undefined : issuerProblem(answer, discovery)),
  )
  return issuer === '' ? undefined : fromAnswers(issuer, host)
}

async function fromOptions(
  { issuer, audience, clientId, scope, apiScopes, userClaim, userLookup }: IdentityOptions,
  discovery: DiscoveryOptions,
): Promise<NewProvider | undefined> {
  const others = { audience, 'client-id': clientId, scope, 'user-claim': userClaim }
  if (issuer === undefined) {
    const [alone] = Object.entries({ ...others, 'user-lookup': userLookup }).filter(
      ([, value]) => value !== undefined,
    )
    if (alone) throw new ConfigError(`--${alone[0]} needs --issuer.`)
    return undefined
  }
  if (audience === undefined) throw new ConfigError('--issuer needs --audience.')
  if (userClaim === undefined)
    throw new ConfigError(
      `--issuer needs --user-claim, the claim that identifies an agent. With an address or a name that users can change, one agent could act as another. ${saferClaim(issuer)}`,
    )
  const problem = await issuerProblem(issuer, discovery)
  if (problem) throw new ConfigError(problem)
  const [apiScope] = apiScopes
  return {
    ...newProvider(issuer, audience, apiScope),
    ...(scope === undefined ? {} : { scope }),
    ...(clientId === undefined ? {} : { clientId }),
    apiScopes: [...apiScopes],
    userClaim,
    ...(userLookup === undefined ? {} : { userLookup }),
  }
}

const suggestionsOf = (issuer: string) => {
  const name = providerOf(issuer)
  return name ? providers[name].suggestions : usualSuggestions
}

/** Returns the settings of the identity provider for the configuration. */
function newProvider(issuer: string, audience: string, apiScope: string | undefined) {
  const suggestions = suggestionsOf(issuer)
  const extraParameters = suggestions.extraParameters?.(audience)
  return {
    issuer,
    audience,
    ...(apiScope ? { scope: suggestions.scope(apiScope, audience) } : {}),
    ...(extraParameters ? { extraParameters } : {}),
  }
}

async function fromAnswers(issuer: string, host: Terminal): Promise<NewProvider> {
  const suggestions = suggestionsOf(issuer)
  const name = providerOf(issuer)
  if (name)
    host.print(`This is ${providers[name].title}. ${pageOf(issuer)} describes each step there.`)
  const audience = await asked(
    host,
    suggestions.audienceIsClient
      ? 'Client id of the widget at that issuer'
      : 'Audience of the access tokens for the widget’s API',
    notEmpty,
    suggestions.audience,
  )
  const clientId = suggestions.audienceIsClient
    ? audience
    : await asked(host, 'Client id of the widget at that issuer', notEmpty)
  const apiScope = await asked(
    host,
    'Scope of the API, as the access token lists it (leave empty if it has none)',
    (answer) => (/\s/.test(answer) ? 'A scope contains no spaces.' : undefined),
    suggestions.apiScope,
  )
  const userClaim = await askedClaim(issuer, host)
  return {
    ...newProvider(issuer, audience, apiScope),
    ...(clientId === audience ? {} : { clientId }),
    apiScopes: apiScope ? [apiScope] : [],
    userClaim,
    userLookup: await askedLookup(userClaim, host),
  }
}

const notEmpty = (answer: string) => (answer === '' ? 'This cannot be empty.' : undefined)

const ANOTHER = 'another'

/** Claims that users can change are never preselected, because the claim identifies the agent. */
async function askedClaim(issuer: string, host: Terminal): Promise<string> {
  const name = providerOf(issuer)
  const immutable = name ? providers[name].immutableClaim : 'sub'
  host.print(
    'One claim of the access token decides which Connect user an agent is. If users can change it, or if it can be assigned to somebody else later (an e-mail address, a name), one agent can read and write as another.',
  )
  const chosen = await host.ask.one('Which claim identifies an agent?', [
    {
      value: immutable,
      label: immutable,
      hint: 'never changes and is never assigned to somebody else',
    },
    { value: ANOTHER, label: 'Another claim' },
  ])
  if (chosen !== ANOTHER) return chosen
  for (;;) {
    const claim = await asked(host, 'Name of the claim', notEmpty)
    const doubt = doubtAbout({ issuer, userClaim: claim })
    if (!doubt) return claim
    host.log(`With ${claim}, one agent could act as another: ${doubt}. ${saferClaim(issuer)}`)
    if (
      await host.ask.yes(
        `Are you sure that users of your company cannot change their own ${claim}?`,
      )
    )
      return claim
  }
}

async function askedLookup(claim: string, host: Terminal): Promise<string> {
  const way = await host.ask.one(`How is the Connect user found from ${claim}?`, [
    {
      value: 'tag',
      label: 'The claim equals a tag of the user',
      hint: '"connect-whatsapp users link" writes it',
    },
    { value: 'username', label: 'The claim equals the user name in Connect' },
  ])
  if (way === 'username') return way
  const key = await asked(
    host,
    'Key of the tag',
    (answer) => shapeProblem('userLookup', `tag:${answer}`),
    'whatsapp:agent',
  )
  return `tag:${key}`
}

async function issuerProblem(
  issuer: string,
  discovery: DiscoveryOptions,
): Promise<string | undefined> {
  const problem = shapeProblem('issuer', issuer)
  if (problem) return problem
  const found = await discover(issuer, discovery)
  return isDiscovered(found) ? undefined : found.problems.join('\n')
}

const shape = configShape.shape.identityProvider.unwrap().shape

function shapeProblem(setting: 'issuer' | 'userLookup', value: string): string | undefined {
  const { error } = shape[setting].safeParse(value)
  return error ? `"${value}" is not valid. Use ${error.issues[0]!.message}.` : undefined
}
