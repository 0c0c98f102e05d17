// Implements the Query protocol of IAM and STS: the request is a form, and the response is XML.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import { randomUUID } from 'node:crypto'
import { AwsError, type Call, type Service } from '../service.ts'
import type { Answer, Asked, Backend, Request } from './http.ts'
import { resourcesOf } from './resource-arns.ts'
import { errorsOf, operationsOf } from './routes.ts'
import { fromText, members, type Shape, toText, traits } from './shapes.ts'
import { type Constraints, validationMessage, violations } from './validation.ts'

export function query(
  { signingName, sdk, operations }: Service,
  place: { account: string; region: string },
  constraints?: Constraints,
  further: () => object = () => ({}),
): Backend {
  const known = operationsOf(sdk)
  // The error codes come from the trait awsQueryError, because they differ from the SDK's class
  // names: for NoSuchEntityException, IAM answers with the code NoSuchEntity.
  const statuses = new Map(
    [...errorsOf(sdk).values()].map(({ shape, status }) => [
      traits(shape).awsQueryError?.[0],
      status,
    ]),
  )

  return {
    read(request: Request): Asked {
      const form = new URLSearchParams(
        request.body.length > 0 ? request.body.toString() : request.search,
      )
      const operation = form.get('Action') ?? ''
      const shapes = known.get(operation)
      if (!shapes) throw new AwsError('InvalidAction', `Could not find operation ${operation}`)
      const input = fromForm(shapes.input, form, '') ?? {}
      return {
        operation,
        input,
        action: `${signingName}:${operation}`,
        resources: resourcesOf(signingName, operation, input, place),
      }
    },

    async answer(_request, { operation, input }, call: Call): Promise<Answer> {
      const run = operations[operation]
      if (!run)
        throw new AwsError(
          'InvalidAction',
          `the sandbox does not implement ${signingName} ${operation}`,
          501,
        )
      const shapes = known.get(operation)!
      const found = violations(input, shapes.input, constraints)
      if (found.length > 0) throw new AwsError('ValidationError', validationMessage(found))
      const result = toXml(shapes.output, await run(input, call), further())
      return xml(
        200,
        `<${operation}Response><${operation}Result>${result}</${operation}Result>${metadata()}</${operation}Response>`,
      )
    },

    refuse: refuseInXml((code) => statuses.get(code)),
  }
}

export const refuseInXml =
  (statusOf: (code: string) => number | undefined = () => undefined) =>
  ({ code, message, status }: AwsError): Answer =>
    xml(
      statusOf(code) ?? status,
      `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    )

const metadata = () => `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
})

export const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

function fromForm(of: Shape, form: URLSearchParams, at: string): any {
  const inside = [...form.keys()].some((key) => key === at || key.startsWith(at ? `${at}.` : ''))
  if (!inside) return undefined
  const under = (name: string) => (at ? `${at}.${name}` : name)
  if (of.isStructSchema()) {
    const parts = members(of).map(({ name, shape }) => [
      name,
      fromForm(shape, form, under(traits(shape).xmlName ?? name)),
    ])
    return Object.fromEntries(parts.filter(([, value]) => value !== undefined))
  }
  if (of.isListSchema())
    return numbered((n) => fromForm(of.getValueSchema(), form, under(`member.${n}`)))
  if (of.isMapSchema()) {
    const entries = numbered((n) => form.get(under(`entry.${n}.key`)) ?? undefined)
    return Object.fromEntries(
      entries.map((key, index) => [
        key,
        fromForm(of.getValueSchema(), form, under(`entry.${index + 1}.value`)),
      ]),
    )
  }
  return form.has(at) ? fromText(of, form.get(at)!) : undefined
}

function numbered<T>(item: (n: number) => T | undefined): T[] {
  const found: T[] = []
  for (let value = item(1); value !== undefined; value = item(found.length + 1)) found.push(value)
  return found
}

function toXml(of: Shape, value: any, further: object): string {
  if (value === undefined || value === null) return ''
  if (of.isStructSchema()) {
    const written = members(of)
      .filter(({ name }) => value[name] !== undefined)
      .map(({ name, shape }) =>
        element(traits(shape).xmlName ?? name, toXml(shape, value[name], further)),
      )
    const others = Object.entries(further).map(([name, each]) => element(name, String(each)))
    return [...written, ...others].join('')
  }
  if (of.isListSchema())
    return [...value]
      .map((item) => element('member', toXml(of.getValueSchema(), item, further)))
      .join('')
  if (of.isMapSchema()) {
    const entry = ([key, item]: [string, unknown]) =>
      element(
        'entry',
        element('key', escaped(key)) + element('value', toXml(of.getValueSchema(), item, further)),
      )
    return Object.entries(value).map(entry).join('')
  }
  return escaped(of.isBlobSchema() ? Buffer.from(value).toString('base64') : toText(of, value))
}

const element = (name: string, content: string) => `<${name}>${content}</${name}>`
