// Probes whether AWS can use the channel role if its trust policy has conditions on the source.
import { StopContactCommand } from '@aws-sdk/client-connect'
import { GetRoleCommand } from '@aws-sdk/client-iam'
import { roleArnOf } from '../../channel/channel.ts'
import { parsedInstance } from '../../config/config.ts'
import { poll } from '../../engine/wait.ts'
import { contactOfPhone } from '../contacts.ts'
import {
  answered,
  observed,
  type Probe,
  SKIPPED,
  type Stage,
  type TestNumber,
  unobserved,
  type Verification,
} from '../probe.ts'

const MESSAGE = 'VERIFY 0'
const FOUND = { everyMs: 3_000, atMostMs: 60_000 }

const sourceConditions: Probe<TestNumber> = {
  title: 'The role with source conditions',
  guesses: ['roleSourceConditions'],
  async run(number, verification) {
    const { aws, person, host } = verification
    const { instance } = number
    if (!(await hasConditions(number, verification)))
      return unobserved(
        this.guesses,
        'the role has no source conditions; set notDocumentedByAws.roleSourceConditions, apply, and verify again',
      )
    const since = host.now()
    const write = `From the test phone, send “${MESSAGE}” to ${number.number} (${number.displayName}).`
    if (!(await person.does(write))) return unobserved(this.guesses, SKIPPED)
    const find = () => contactOfPhone(instance, since, verification)
    const contact = await poll(find, (each) => each !== undefined, FOUND, host.wait)
    if (contact) {
      const InstanceId = parsedInstance(instance).id
      await aws.connect.send(new StopContactCommand({ InstanceId, ContactId: contact.Id }))
      const evidence = 'the role has source conditions, and a message reached Connect'
      return [observed('roleSourceConditions', 'yes', evidence)]
    }
    // The message may be in a chat that was open before, so a person must look.
    const isInChat = await person.sees(`Does a chat in the CCP show “${MESSAGE}”?`)
    return [answered('roleSourceConditions', isInChat, ['yes', 'no'])]
  },
}

async function hasConditions(
  { destination, instance }: TestNumber,
  { aws }: Pick<Verification, 'aws'>,
): Promise<boolean> {
  const RoleName = roleArnOf(destination, instance).split('/').at(-1)
  const { Role } = await aws.iam.send(new GetRoleCommand({ RoleName }))
  return /aws:Source(Account|Arn)/i.test(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
}

export const roleStage: Stage<TestNumber> = {
  title: 'The role of a native number',
  messages: 0,
  open: async ({ native }) => native ?? 'the configuration has no native number',
  probes: [sourceConditions],
  async close() {},
}
