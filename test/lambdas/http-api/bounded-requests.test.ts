// The schema of every request to the widget's API and to the supervisors' API limits the size of
// each text, list and object.
import { expect, it } from 'vitest'
import * as z from 'zod'
import { message } from '#whatsapp/messages/message-schema'
import { curationEdit } from '#whatsapp/templates/curation-edit-schema'
import { routes as supervisors } from '../../../lambdas/supervisor-api/routes.ts'
import { routes as agents } from '../../../lambdas/widget-api/routes.ts'

type Described = Record<string, any>

/** Returns the paths of the texts, lists and objects for which the schema has no limit. */
function unbounded(schema: Described, path: string): string[] {
  if ('const' in schema || 'enum' in schema) return []
  const variants = [schema.oneOf, schema.anyOf].flatMap((list: Described[] = []) => list)
  if (variants.length > 0)
    return variants.flatMap((each) => unbounded(each, `${path}/${each.properties?.type?.const}`))
  switch (schema.type) {
    case 'string':
      return schema.maxLength || schema.format === 'uuid' ? [] : [path]
    case 'array':
      return [...(schema.maxItems ? [] : [path]), ...unbounded(schema.items, `${path}[]`)]
    case 'object': {
      const members = Object.entries<Described>(schema.properties ?? {})
      const found = members.flatMap(([name, each]) => unbounded(each, `${path}.${name}`))
      if (!schema.propertyNames) return found
      return [
        ...found,
        ...(schema.maxProperties && schema.propertyNames.maxLength ? [] : [path]),
        ...unbounded(schema.additionalProperties, `${path}.*`),
      ]
    }
    case 'boolean':
    case 'number':
    case 'integer':
      return []
    default:
      return [path]
  }
}

it('limits every text, list and object of every request', () => {
  const requests = [...agents, ...supervisors].flatMap((route) =>
    'takes' in route && route.takes ? [route] : [],
  )
  const found = requests.flatMap(({ at, takes }) =>
    unbounded(z.toJSONSchema(takes as z.ZodType, { io: 'input' }), at),
  )

  expect(requests.map(({ at }) => at)).toContain('POST /contacts/{contactId}/replies')
  // These members have no limits in the schema. The limits of a template's values depend on the
  // template. A curation file is checked later, so that each of its mistakes gets its own message.
  // Until then, only the limits for the size and the depth of the whole request apply.
  expect(found).toEqual([
    'POST /contacts/{contactId}/replies.message/template.values.*',
    'POST /supervisor/wabas/{wabaId}/curation-file/check.file',
    'POST /supervisor/wabas/{wabaId}/curation-file.file',
  ])
})

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`body.${i}`, 'x']))

it('limits the number of members of every object with arbitrary member names', () => {
  const template = { type: 'template', name: 'a', language: 'en_US' }
  const prepare = { edit: 'prepare', name: 'a', defaults: {} }

  for (const [schema, request, name, most] of [
    [message, template, 'values', 100],
    [curationEdit, prepare, 'labels', 200],
  ] as const) {
    expect(schema.safeParse({ ...request, [name]: many(most) }).success).toBe(true)
    expect(schema.safeParse({ ...request, [name]: many(most + 1) }).success).toBe(false)
  }
})
