// Creates the records with which the emulated Connect starts, from the world.
import { randomUUID } from 'node:crypto'
import type { World } from '../world.ts'
import { flowDocument } from './flow-document.ts'
import type { Flow, PhoneNumber } from './records.ts'

/**
 * Creates the world's flows. Each flow invokes its functions and then puts the contact into the
 * world's first queue.
 */
export function worldFlows(
  { flows, queues }: World,
  instanceArn: string,
  functions: Readonly<Record<string, readonly string[]>>,
  modifiedAt: number,
): Flow[] {
  const queueArn = queues[0] && `${instanceArn}/queue/${queues[0].id}`
  return flows.map(({ id, name }) => ({
    id,
    arn: `${instanceArn}/contact-flow/${id}`,
    name,
    type: 'CONTACT_FLOW',
    status: 'PUBLISHED',
    description: undefined,
    content: flowDocument(functions[id] ?? [], queueArn),
    tags: {},
    modifiedAt,
  }))
}

/**
 * Returns the records of the numbers that other Connect instances have imported. `owners` maps a
 * number's source ARN to the ARN of the instance.
 */
export function foreignNumbers(
  { account, region, wabas }: World,
  owners: Readonly<Record<string, string>>,
): PhoneNumber[] {
  const all = wabas.flatMap(({ numbers }) => numbers)
  const arnOf = (id: string) =>
    `arn:aws:social-messaging:${region}:${account}:${id.replace('phone-number-id-', 'phone-number-id/')}`
  const known = all.flatMap(({ id, importedInto }) =>
    importedInto ? [[arnOf(id), importedInto] as const] : [],
  )
  return Object.entries({ ...Object.fromEntries(known), ...owners }).map(
    ([sourceArn, instanceArn]) => {
      const id = randomUUID()
      const source = all.find((number) =>
        sourceArn.endsWith(number.id.replace('phone-number-id-', 'phone-number-id/')),
      )
      return {
        id,
        arn: `arn:aws:connect:${region}:${account}:phone-number/${id}`,
        instanceArn,
        sourceArn,
        number: source?.number ?? '',
        description: undefined,
        tags: {},
        status: 'CLAIMED',
        message: undefined,
      }
    },
  )
}
