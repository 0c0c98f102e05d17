// What the probes of the command `verify` need, without an AWS account. The test determines what
// AWS answers, what the recorder (the queue that `verify` creates to record events) has received,
// and what the person answers.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { ConnectClient } from '@aws-sdk/client-connect'
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant'
import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { STSClient } from '@aws-sdk/client-sts'
import type { Checked } from '../../provisioning/config/config.ts'
import type { TestNumber, Verification } from '../../provisioning/verify/probe.ts'
import type { Recorded, Recorder } from '../../provisioning/verify/recorder.ts'
import { type Answer, answering } from '../guesses/canned.ts'

type Answers = readonly [Answer, ...Answer[]]

export interface Canned {
  /** The answers of each AWS client, one for each request. The last answer is repeated. */
  aws?: Partial<Record<keyof typeof CLIENTS, Answers>>
  /**
   * The events that the recorder has received after the probe has called AWS or has asked the
   * person to act.
   */
  records?: readonly Recorded[]
  /** The person's answer to every question. */
  sees?: boolean
  /** The HTTP status with which the widget's API answers. */
  apiStatus?: number
}

const CLIENTS = {
  cloudWatch: CloudWatchClient,
  connect: ConnectClient,
  iam: IAMClient,
  participant: ConnectParticipantClient,
  s3: S3Client,
  sender: SocialMessagingClient,
  socialMessaging: SocialMessagingClient,
  sts: STSClient,
}

export const INSTANCE =
  'arn:aws:connect:us-east-1:111122223333:instance/11111111-2222-3333-4444-555555555555'
export const PHONE = '+15550190'
export const AGENT = 'maria'
export const NUMBER: TestNumber = {
  id: 'phone-number-id-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  arn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  displayName: 'Example',
  number: '+15550100',
  metaId: '106540352242922',
  quality: 'GREEN',
  dataLocalizationRegion: undefined,
  wabaId: 'waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  instance: INSTANCE,
  destination: 'arn:aws:iam::111122223333:role/channel',
}

export function cannedVerification(canned: Canned): Verification {
  const { aws = {}, records = [], sees, apiStatus } = canned
  let hasActed = false
  const clients = Object.entries(CLIENTS).map(([name, Client]) => {
    const { config } = answering(...(aws[name as keyof typeof CLIENTS] ?? NOTHING))
    const { handle } = config.requestHandler as { handle: (request: never) => Promise<unknown> }
    const requestHandler = {
      handle(request: never) {
        hasActed = true
        return handle(request)
      },
    }
    return [name, new Client({ ...config, requestHandler } as object)]
  })
  const recorded = () => (hasActed ? records : [])
  const recorder: Recorder = {
    watch: async () => {},
    follow() {},
    until: async (find) => find(recorded()),
    after: async () => recorded(),
    remove: async () => {},
  }
  return {
    config: { instance: INSTANCE, stack: { metaApiVersion: 'v24.0' } } as Checked,
    aws: Object.fromEntries(clients),
    host: {
      fetch: async () => new Response(null, { status: apiStatus! }),
      now: () => new Date('2026-03-02T12:00:00Z'),
      wait: async () => {},
    },
    person: {
      async does() {
        hasActed = true
        return true
      },
      sees: async () => sees,
    },
    recorder,
    phone: PHONE,
    agent: AGENT,
    native: NUMBER,
    bridged: NUMBER,
    apiUrl: 'https://api.example.com',
    chatFlowId: undefined,
  }
}

const NOTHING: Answers = [{ body: {} }]
