// The sandbox reads routes and shapes from schemas that the SDK exports for its own use. This test
// fails if the SDK changes those schemas.
import * as connect from '@aws-sdk/client-connect'
import * as participant from '@aws-sdk/client-connectparticipant'
import * as iam from '@aws-sdk/client-iam'
import * as social from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { errorsOf, operationsOf, routesOf } from '../../sandbox/aws/routes.ts'
import { members } from '../../sandbox/aws/shapes.ts'

const commandsOf = (sdk: object) =>
  Object.keys(sdk)
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -7))

it.each([
  ['Connect', connect],
  ['the participant service', participant],
  ['social messaging', social],
])('has a distinct route for every command of %s', (_name, sdk) => {
  const routes = routesOf(sdk)

  expect(routes.map(({ name }) => name).sort()).toEqual(commandsOf(sdk).sort())
  const found = routes.map(({ method, template }) => {
    const [path = '', search] = template.replace(/\{\w+\+?\}/g, 'x').split('?')
    return routes.find((route) => route.match(method, path, new URLSearchParams(search)))!.name
  })
  expect(found).toEqual(routes.map(({ name }) => name))
})

it('knows every operation of IAM with its required members and error codes', () => {
  const createRole = operationsOf(iam).get('CreateRole')!

  expect([...operationsOf(iam).keys()].sort()).toEqual(commandsOf(iam).sort())
  const required = members(createRole.input).filter((member) => member.required)
  expect(required.map(({ name }) => name)).toEqual(['RoleName', 'AssumeRolePolicyDocument'])
  expect(errorsOf(iam).get('NoSuchEntityException')!.status).toBe(404)
})
