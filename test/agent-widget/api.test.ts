// Tests how the widget's API client handles answers of API Gateway that it does not pass on to any
// component: it signs in again, retries, or reports trouble.
import { expect, it } from 'vitest'
import {
  createApi,
  RequestRefused,
  ServiceTrouble,
  SignInNotAccepted,
} from '../../agent-widget/api.ts'

/**
 * Returns an API client whose server gives these answers in order, and then repeats the last one.
 */
function apiThatAnswers(...answers: (() => Response)[]) {
  const log: string[] = []
  const addresses: string[] = []
  let time = 0
  const api = createApi({
    url: 'https://api.example.com',
    async token({ fresh = false } = {}) {
      log.push(fresh ? 'fresh token' : 'token')
      return 'a-token'
    },
    async fetch() {
      log.push('request')
      return (answers.length > 1 ? answers.shift()! : answers[0]!)()
    },
    async wait(ms) {
      log.push(`wait ${ms}`)
      time += ms
    },
    now: () => time,
    onAddresses: (more) => addresses.push(...more),
  })
  return { api, log, addresses, pass: (ms: number) => (time += ms) }
}

const ok = () => Response.json({ files: [] })
const status =
  (code: number, body: object = { message: 'gateway' }) =>
  () =>
    Response.json(body, { status: code })

it('doubles the wait before each retry while the API throttles requests or is unavailable', async () => {
  const { api, log } = apiThatAnswers(status(429), status(503), status(429), ok)

  expect(await api.files('c')).toEqual({ files: [] })

  expect(log.filter((line) => line.startsWith('wait'))).toEqual([
    'wait 1000',
    'wait 2000',
    'wait 4000',
  ])
})

it.each([429, 500, 502, 503])(
  'reports that the service has a problem if the API keeps answering %i',
  async (code) => {
    await expect(apiThatAnswers(status(code)).api.files('c')).rejects.toThrow(ServiceTrouble)
  },
)

it('renews a token that the API refused, and repeats the request once', async () => {
  const { api, log } = apiThatAnswers(status(401), ok)

  await api.files('c')

  expect(log).toEqual(['token', 'request', 'fresh token', 'request'])
})

it('requests a new token at most once a minute while the API refuses every token', async () => {
  const { api, log, pass } = apiThatAnswers(status(401))
  const attempts = async (count: number) => {
    for (let i = 0; i < count; i++) await expect(api.files('c')).rejects.toThrow(SignInNotAccepted)
  }

  await attempts(5)
  expect(log.filter((line) => line === 'fresh token')).toHaveLength(1)
  pass(60_000)
  await attempts(5)

  expect(log.filter((line) => line === 'fresh token')).toHaveLength(2)
})

it('requests no new token if the API accepts the token but refuses the agent', async () => {
  const problems = [{ code: 'no_connect_user', path: '', message: 'You are no user of Connect.' }]
  const { api, log } = apiThatAnswers(status(401, { problems }))

  await expect(api.files('c')).rejects.toThrow(RequestRefused)

  expect(log).toEqual(['token', 'request'])
})

it.each(['files', 'history'] as const)(
  'reports the URLs in the API’s response to a request for %s before the page loads them',
  async (list) => {
    const url = 'https://bucket.example.com/picture'
    const { api, addresses } = apiThatAnswers(() =>
      Response.json({ entries: [], files: [{ id: '1', url }, { id: '2' }] }),
    )

    await api[list]('c')

    expect(addresses).toEqual([url])
  },
)
