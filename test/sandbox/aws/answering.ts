// Processes one call to the front door (the sandbox's HTTP server for all AWS services): finds its
// caller, checks the permissions, applies faults, and records the outcome.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../clock.ts'
import { AwsError } from '../service.ts'
import type { Calls } from './calls.ts'
import type { Fault, Faults } from './faults.ts'
import type { Answer, Asked, Backend, Request } from './http.ts'
import { authorize, type Identities, type Identity } from './identities.ts'
import { checkPresigned } from './signature.ts'
import { checkScope, PARTICIPANT, signerOf } from './signer.ts'
import { throttlingOf } from './throttling.ts'

interface Options {
  clock: Clock
  account: string
  region: string
  identities: Identities
  faults: Faults
  calls: Calls
  backends: ReadonlyMap<string, Backend>
}

export interface Answering {
  answer(request: Request): Promise<Answer | 'dropped'>
  heldCalls(accessKeyId: string): number
  /** Returns the call that the current code is handling, or undefined if it handles no call. */
  current(): { signingName: string; identity: Identity } | undefined
}

// Every caller may call this operation, whatever the caller's policies say.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const WHO_AM_I = 'sts:GetCallerIdentity'

export function answering({
  clock,
  account,
  region,
  identities,
  faults,
  calls,
  backends,
}: Options): Answering {
  const held = new Map<string, number>()
  const current = new AsyncLocalStorage<{ signingName: string; identity: Identity }>()

  async function act(
    request: Request,
    backend: Backend,
    asked: Asked,
    { signingName, key, identity }: { signingName: string; key: string; identity: Identity },
    strikes: (fault: Fault) => void,
  ) {
    const { caller } = identity
    const occasion = {
      service: signingName,
      operation: asked.operation,
      function: caller.is === 'function' ? caller.name : undefined,
      request: () => textOf(asked),
    }
    const before = faults.strike(
      ['throttle', 'error', 'drop_before', 'crash_before', 'slow'],
      occasion,
    )
    if (before) strikes(before)
    if (before && before.kind !== 'slow') return struck(before, signingName, identity)
    if (before) {
      held.set(key, (held.get(key) ?? 0) + 1)
      await faults.hold(before)
      held.set(key, held.get(key)! - 1)
    }
    const result = await current.run({ signingName, identity }, async () =>
      backend.answer(request, asked, { caller, account, region }),
    )
    if (signingName === 's3' && result.status === 404) mayKnowItIsMissing(identity, asked)
    const after = faults.strike(['drop_after', 'crash_after'], occasion)
    if (after) strikes(after)
    return after ? struck(after, signingName, identity) : result
  }

  async function answer(request: Request): Promise<Answer | 'dropped'> {
    const at = clock.now()
    const started = performance.now()
    const signer = signerOf(request)
    const { signingName, accessKeyId, presigned } = signer
    const backend = backends.get(signingName)
    if (!backend) return unserved(signingName, request)
    const identity = identities.of(accessKeyId)
    let asked: Asked | undefined
    let refused: string | undefined
    let fault: string | undefined

    async function checked(served: Backend) {
      try {
        checkScope(signer, request, region)
        if (presigned) checkPresigned(request, identity.secret, clock.now())
        asked = served.read(request)
        // Calls to the participant service have no IAM permissions: they contain a participant's
        // token, which that service checks itself.
        if (signingName !== PARTICIPANT && asked.action !== WHO_AM_I)
          authorize(identity, asked.action, asked.resources, asked.context)
        const signed = { signingName, key: accessKeyId ?? '', identity }
        return await act(request, served, asked, signed, ({ kind }) => {
          fault = kind
        })
      } catch (error) {
        const known =
          error instanceof AwsError
            ? error
            : new AwsError('InternalServerError', String((error as Error)?.stack ?? error), 500)
        refused = known.code
        return served.refuse(known, request)
      }
    }

    const answered = await checked(backend)
    const dropped = answered === 'dropped'
    const call = {
      at,
      service: signingName,
      operation: asked?.operation ?? 'unknown',
      caller: identity.caller.name,
      status: dropped ? undefined : answered.status,
      error: refused ?? (!dropped && answered.status >= 400 ? codeIn(answered) : undefined),
      durationMs: performance.now() - started,
      resources: asked?.resources ?? [],
      ...(fault ? { fault } : {}),
    }
    calls.record(call, () => (asked ? textOf(asked) : ''))
    return answered
  }

  return {
    answer,
    heldCalls: (accessKeyId) => held.get(accessKeyId) ?? 0,
    current: () => current.getStore(),
  }
}

/** The input of a call as JSON. Bytes are shown as text. */
const textOf = ({ input }: Asked): string =>
  JSON.stringify(input, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  ) ?? ''

function unserved(signingName: string, { method, path }: Request): Answer {
  const message = signingName
    ? `the sandbox has no service that requests are signed for as '${signingName}' (${method} ${path})`
    : `${method} ${path} is not signed, and no AWS host names its service`
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': 'UnknownOperationException',
  }
  return { status: 501, headers, body: JSON.stringify({ message }) }
}

function struck(fault: Fault, signingName: string, identity: Identity): 'dropped' {
  if (fault.kind === 'throttle') throw throttlingOf(signingName)
  if (fault.kind === 'error')
    throw new AwsError(
      fault.code ?? 'InternalServerError',
      fault.message ?? 'a fault of the sandbox',
      fault.status ?? 500,
    )
  if (fault.kind.startsWith('crash')) identity.crash?.()
  return 'dropped'
}

// S3 answers 404 for a missing object only to callers who may list the bucket, and 403 to all
// others. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Permissions)
function mayKnowItIsMissing(identity: Identity, { input }: Asked) {
  if (input.Key) authorize(identity, 's3:ListBucket', [`arn:aws:s3:::${input.Bucket}`])
}

const codeIn = ({ headers, body }: Answer) =>
  headers['x-amzn-errortype'] ??
  /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"|<Code>([^<]+)</
    .exec(body.toString())
    ?.slice(1)
    .find(Boolean) ??
  'unknown'
