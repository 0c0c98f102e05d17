import { expect, it } from 'vitest'
import { conversationAnswer, filesAnswer, templatesAnswer } from '#api'
import { openApi } from '../../../lambdas/widget-api/openapi.ts'
import { startScenario } from '../../scenarios/start-scenario.ts'

const scenario = await startScenario()

it('serves signed-in users a description of the API, generated from the schemas that check requests', async () => {
  const { status, body } = await scenario.api('maria', 'GET', '/openapi.json')

  expect(status).toBe(200)
  expect(body).toEqual(JSON.parse(JSON.stringify(openApi())))
  expect(
    body.paths['/contacts/{contactId}/replies'].post.requestBody.content['application/json'].schema
      .required,
  ).toEqual(['requestId', 'message'])
})

it('answers every route in the description', async () => {
  for (const [path, methods] of Object.entries(openApi().paths)) {
    for (const method of Object.keys(methods)) {
      const answer = await scenario.api(
        'maria',
        method.toUpperCase(),
        path.replaceAll(/\{\w+\}/g, 'unknown'),
        method === 'post' ? {} : undefined,
      )
      expect(answer.body.problems?.[0].code, `${method} ${path}`).not.toBe('no_such_route')
    }
  }
})

it.each([
  ['/templates', templatesAnswer],
  ['/conversation', conversationAnswer],
  ['/files', filesAnswer],
] as const)(
  'returns, for GET …%s, exactly the members in the description',
  async (path, schema) => {
    const chat = await scenario.bridgedChat()
    await scenario.sandbox.functions.invoke('sync-templates', {})

    const { body } = await chat.api('GET', path)

    // The parser removes members that are not in the schema. If its result equals the body, the
    // body has no such members.
    expect(schema.parse(body)).toEqual(body)
  },
)

it.each([
  [
    'a malformed body',
    'POST',
    '/contacts/c/replies',
    { requestId: 'no uuid', message: { type: 'fax' } },
    400,
  ],
  ['an unknown route', 'GET', '/nothing', undefined, 404],
  [
    'an unknown contact',
    'GET',
    '/contacts/00000000-0000-4000-8000-000000000000/conversation',
    undefined,
    404,
  ],
] as const)(
  'answers %s with a list of problems, each with code, path and message',
  async (_, method, path, body, expected) => {
    const answer = await scenario.api('maria', method, path, body)

    expect(answer.status).toBe(expected)
    for (const each of answer.body.problems) {
      expect(each).toMatchObject({
        code: expect.stringMatching(/^[a-z_0-9]+$/),
        path: expect.any(String),
        message: expect.stringMatching(/.+/),
      })
    }
  },
)

it('answers 503 "try again" if Connect throttles its calls', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', function: 'widget-api', operation: 'DescribeContact' })

  const answer = await chat.reply({ type: 'text', body: 'Hello' })
  scenario.calm()

  expect([answer.status, answer.body.problems[0].code]).toEqual([503, 'try_again'])
})
