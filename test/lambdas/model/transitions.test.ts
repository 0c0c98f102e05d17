import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  formerKey,
  heldAt,
  heldOrderOf,
  type MessagePart,
  orderOf,
  outcomeOf,
  type Part,
  queuedAt,
  type Reply,
} from '#model/reply'
import { may, STATES, stored, transitions, unreported } from '#model/transitions'
import type { Problem } from '#whatsapp/errors/problems'
import { isSecondTier } from '../../tier.ts'
import { applied } from './in-memory-outbox.ts'

type Name = keyof typeof transitions

const START = new Date('2026-03-02T12:00:00.000Z')
const LEASE_MS = 15_000
const CASES = isSecondTier ? 20_000 : 1_000

const anyStep = fc.record({
  name: fc.oneof(
    fc.constantFrom(...(Object.keys(transitions) as Name[])),
    fc.constantFrom<Name>('claimToSend', 'partAccepted', 'mergeOutcome'),
  ),
  /**
   * The number of writes since the writer has read the reply. Its copy may therefore be out of
   * date.
   */
  readBefore: fc.oneof(fc.constant(0), fc.nat(3)),
  sender: fc.nat(1),
  part: fc.nat(1),
  seconds: fc.constantFrom(0, 1, 5, 20, 120),
  status: fc.constantFrom('sent', 'failed', 'delivered', 'read'),
  formerAttempt: fc.nat(2),
})
type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never

const anyStory = fc.record({
  isHeld: fc.boolean(),
  /** Whether the chat is bridged. Only a bridged chat gets lines that report failures. */
  isBridged: fc.boolean(),
  parts: fc.integer({ min: 1, max: 2 }),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 50, size: 'max' }),
})

type Story = typeof anyStory extends fc.Arbitrary<infer Value> ? Value : never

/**
 * An invocation that is sending the reply. `reply` is the reply as the invocation last wrote it.
 */
interface Sender {
  token: string
  reply: Reply
  leaseUntil: Date
}

function newReply({ isHeld, isBridged, parts: count }: Story): Reply {
  const id = 'chat-1'
  const at = START.toISOString()
  const parts: Part[] = Array.from({ length: count }, () => ({ state: 'unsent', attempt: 1 }))
  return stored({
    conversation: 'phone-number-id-1/+15550100',
    id,
    contactId: 'contact-1',
    mode: isBridged ? 'bridged' : 'native',
    content: { type: 'attachments', at, attachments: [] },
    by: { role: 'AGENT' },
    order: isHeld ? heldOrderOf(at, id) : orderOf(at, id),
    ...(isHeld ? heldAt(START) : queuedAt(START)),
    parts,
  })
}

/**
 * Makes the transitions of a story with a reply. Each writer works with a copy of the reply that
 * may be some writes old, and makes a transition only if the copy's state allows it. `look` is
 * called with the reply before and after each write.
 */
function play(story: Story, look: (before: Reply, after: Reply, name: Name) => void): void {
  const versions = [newReply(story)]
  const senders: (Sender | undefined)[] = []
  let now = START
  let claims = 0

  const current = () => versions.at(-1)!
  const write = (name: Name, after: Reply | undefined) => {
    if (!after) return undefined
    look(current(), after, name)
    versions.push(after)
    return after
  }

  for (const step of story.steps) {
    now = new Date(now.getTime() + step.seconds * 1000)
    const { name } = step
    if (name in SENDING) sends(name as keyof typeof SENDING, step)
    else if (name === 'claimToPrepare' || name === 'claimToSend') claimed(name, step)
    else others(name, step)
  }

  function claimed(name: 'claimToPrepare' | 'claimToSend', { readBefore, sender }: Step) {
    const read = versions.at(-1 - readBefore) ?? current()
    if (!may(transitions[name], read)) return
    const leaseUntil = new Date(now.getTime() + LEASE_MS)
    const token = `token-${claims++}`
    const input = { token, leaseUntil, now }
    const taken = write(name, applied(current(), transitions[name], read, input))
    if (!taken) return
    // If the answer to a write is lost, the SDK repeats the write, so a repeated write must change
    // nothing.
    expect(applied(taken, transitions[name], read, input)).toEqual(taken)
    senders[sender] = { token, reply: taken, leaseUntil }
  }

  /**
   * Makes the next transition of an invocation that has claimed the reply, according to that
   * invocation's copy of the reply.
   */
  function sends(wanted: keyof typeof SENDING, step: Step) {
    const sender = senders[step.sender]
    if (!sender) return
    const { reply } = sender
    const unsent = reply.parts.flatMap(({ state }, i) => (state === 'unsent' ? [i] : []))
    const name = wanted === 'partAccepted' && unsent.length === 1 ? 'lastPartAccepted' : wanted
    if (!may(transitions[name], reply)) return
    if (name === 'lastPartAccepted' && unsent.length !== 1) return
    if (unsent.length === 0 && name !== 'backOff') return
    const leaseUntil = new Date(now.getTime() + LEASE_MS)
    const noticeAt = story.isBridged ? now : undefined
    const facts = { part: unsent[0] ?? 0, leaseUntil, now, noticeAt }
    const after = write(name, SENDING[name](current(), sender, facts))
    const goesOn = after && STATES[after.state].hasLease
    senders[step.sender] = goesOn ? { ...sender, reply: after, leaseUntil } : undefined
  }

  function others(name: Name, step: Step) {
    const read = versions.at(-1 - step.readBefore) ?? current()
    if (!may(transitions[name], read)) return
    write(name, other(name, current(), read, step, now))
  }
}

interface Facts {
  part: number
  leaseUntil: Date
  now: Date
  noticeAt: Date | undefined
}

const problems: Problem[] = [{ code: 'refused_by_aws', path: '', message: 'any' }]
const t = transitions

const SENDING = {
  beginSending: (item: Reply, { reply, token }: Sender, { leaseUntil }: Facts) =>
    applied(item, t.beginSending, reply, { token, leaseUntil }),
  partAccepted: (item: Reply, { reply, token }: Sender, { part, leaseUntil, now }: Facts) =>
    applied(item, t.partAccepted, reply, {
      token,
      part,
      leaseUntil,
      messageId: `m${part}`,
      sentAt: now.toISOString(),
    }),
  lastPartAccepted: (item: Reply, { reply, token }: Sender, { part, now }: Facts) =>
    applied(item, t.lastPartAccepted, reply, {
      token,
      part,
      messageId: `m${part}`,
      sentAt: now.toISOString(),
    }),
  backOff: (item: Reply, { reply, token }: Sender, { now }: Facts) =>
    applied(item, t.backOff, reply, {
      token,
      nextAttemptAt: now,
      retryCount: reply.retryCount + 1,
    }),
  refuse: (item: Reply, { reply, token }: Sender, { noticeAt }: Facts) =>
    applied(item, t.refuse, reply, { token, problems, noticeAt }),
  doubt: (item: Reply, { reply, token }: Sender, { part, now, noticeAt }: Facts) =>
    applied(item, t.doubt, reply, { token, part, sentAt: now.toISOString(), problems, noticeAt }),
}

function other(name: Name, item: Reply, read: Reply, step: Step, now: Date): Reply | undefined {
  const { status } = step
  const part = Math.min(step.part, read.parts.length - 1)
  const noticeAt = read.mode === 'bridged' ? now : undefined
  const outcome = outcomeOf(status, now.toISOString())!
  const of: MessagePart = { ...read, attempt: read.parts[part]!.attempt, part }
  const former: MessagePart = { ...read, attempt: 1 + step.formerAttempt, part }
  const unsent = read.parts.findIndex(({ state }) => state === 'unsent')
  const goesOn = read.parts.some(({ state }, i) => i !== part && state === 'unsent')
  const isOpen = read.parts[part]!.state !== 'accepted'
  const isAlone = !read.parts.some(({ state }, i) => i !== part && state === 'unconfirmed')
  const isLeaseOver = !read.leaseUntil || new Date(read.leaseUntil) < now
  switch (name) {
    case 'release':
      return applied(item, t.release, read, { at: now })
    case 'holdOn':
      return applied(item, t.holdOn, read, { now })
    case 'withdraw':
      return applied(item, t.withdraw, read, {})
    case 'fail':
      return isLeaseOver ? applied(item, t.fail, read, { problems, noticeAt }) : undefined
    case 'abandon':
      return isLeaseOver
        ? applied(item, t.abandon, read, {
            problems,
            noticeAt,
            part: unsent < 0 ? undefined : unsent,
          })
        : undefined
    case 'confirm':
      return isLeaseOver && isOpen && isAlone && !goesOn
        ? applied(item, t.confirm, read, { part, now })
        : undefined
    case 'confirmAndGoOn':
      return isLeaseOver && isOpen && goesOn
        ? applied(item, t.confirmAndGoOn, read, { part, now })
        : undefined
    case 'confirmPart':
      return isOpen && !isAlone && !goesOn
        ? applied(item, t.confirmPart, read, { part, now })
        : undefined
    case 'restore':
      return applied(item, t.restore, read, { problems, noticeAt })
    case 'retryPart':
      return read.parts[part]?.outcome?.status === 'failed'
        ? applied(item, t.retryPart, read, { part, at: now })
        : undefined
    case 'resend':
      return applied(item, t.resend, read, { at: now, content: read.content })
    case 'scanned':
      return applied(item, t.scanned, read, { attachments: [] })
    case 'mergeOutcome':
      return applied(item, t.mergeOutcome, of, { outcome })
    case 'mergeFormerOutcome':
      return applied(item, t.mergeFormerOutcome, former, { outcome })
    case 'warn':
      return applied(item, t.warn, of, {})
    case 'formerPartAccepted':
      return applied(item, t.formerPartAccepted, former, {
        messageId: 'late',
        sentAt: now.toISOString(),
      })
    case 'oweNotice':
      return noticeAt && read.parts[part]?.outcome?.status === 'failed'
        ? applied(item, t.oweNotice, read, { part, now })
        : undefined
    case 'noticed':
      return applied(item, t.noticed, read, unreported(read))
    case 'extend':
      return applied(item, t.extend, read, { sendBy: now })
    case 'discardEnded':
      return applied(item, t.discardEnded, read, { at: now })
    default:
      throw new Error(`nobody plays ${name}`)
  }
}

/** Returns what is stored about a part's current attempt, or about one of its former attempts. */
const partOf = ({ parts, former }: Reply, attempt: number, index: number): Part | undefined =>
  parts[index]?.attempt === attempt ? parts[index] : former[formerKey(attempt, index)]

const still: Omit<Step, 'name'> = {
  readBefore: 0,
  sender: 0,
  part: 0,
  seconds: 0,
  status: 'sent',
  formerAttempt: 0,
}

/**
 * An invocation abandons the reply, but its copy is from before the first part was accepted. The
 * lease in that copy ends in the same millisecond as the current lease, so the lease does not show
 * that the copy is out of date.
 */
const staleAbandonment: Story = {
  isHeld: false,
  isBridged: false,
  parts: 2,
  steps: [
    { ...still, name: 'claimToSend' },
    { ...still, name: 'partAccepted' },
    { ...still, name: 'release', seconds: 20 },
    { ...still, name: 'abandon', readBefore: 1 },
  ],
}

/**
 * An agent resends a reply whose part has failed, but the function that resends it has a copy from
 * before the failure.
 */
const staleResend: Story = {
  isHeld: false,
  isBridged: true,
  parts: 1,
  steps: [
    { ...still, name: 'claimToSend' },
    { ...still, name: 'partAccepted' },
    { ...still, name: 'mergeOutcome', status: 'failed' },
    { ...still, name: 'oweNotice' },
    { ...still, name: 'resend', readBefore: 2 },
  ],
}

it("never lowers the rank of a part's outcome within one attempt", () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (before, after, name) => {
        for (const [index, part] of before.parts.entries()) {
          const then = partOf(after, part.attempt, index)
          expect(then, name).toBeDefined()
          expect(then!.outcome?.rank ?? 0, name).toBeGreaterThanOrEqual(part.outcome?.rank ?? 0)
          if (part.state === 'accepted') expect(then!.state, name).toBe('accepted')
        }
        for (const [key, part] of Object.entries(before.former))
          expect(after.former[key]?.outcome?.rank ?? 0, name).toBeGreaterThanOrEqual(
            part.outcome?.rank ?? 0,
          )
      })
    }),
    { numRuns: CASES, examples: [[staleAbandonment]] },
  )
})

it('gives a reply a lease in exactly the states that need a lease, and keeps the lease’s token until the lease ends', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (before, after, name) => {
        const { state, token, leaseUntil } = after
        expect(leaseUntil !== undefined, `${name} → ${state}`).toBe(STATES[state].hasLease)
        if (STATES[state].hasLease) expect(token, name).toMatch(/^token-/)
        // The only lease that another invocation may take over is an expired one for preparing a
        // reply's files.
        if (STATES[before.state].hasLease && STATES[state].hasLease && before.token !== token)
          expect([before.state, name]).toEqual([
            'preparing',
            expect.stringMatching(/^claimTo(Prepare|Send)$/),
          ])
      })
    }),
    { numRuns: CASES },
  )
})

it('lists a reply as long as it needs work or a notice about it is due', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (_, { state, dueAt, unsentOrder, noticeAt }, name) => {
        const { waitsForTime, isWork } = STATES[state]
        const isOwed = noticeAt !== undefined
        expect(dueAt !== undefined, `${name} → ${state}`).toBe(waitsForTime || isOwed)
        expect(unsentOrder !== undefined, `${name} → ${state}`).toBe(isWork || isOwed)
      })
    }),
    { numRuns: CASES },
  )
})

it('never resends a part of a failed reply unless a person resends it', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (before, after, name) => {
        if (before.state === 'failed' && after.state !== 'failed') expect(name).toBe('resend')
      })
    }),
    { numRuns: CASES },
  )
})

it('removes the problems of earlier states once every part is accepted', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (_, { state, problems }, name) => {
        if (state === 'accepted') expect(problems, name).toBeUndefined()
      })
    }),
    { numRuns: CASES },
  )
})

it('never loses a failure of a part before the agent is notified of it', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      play(story, (before, after, name) => {
        if (!before.noticeAt || after.noticeAt || name === 'noticed') return
        const attempts = new Set(before.parts.map(({ attempt }) => attempt))
        const still = unreported(after).parts.filter((i) => attempts.has(after.parts[i]!.attempt))
        expect(still, name).toEqual([])
      })
    }),
    { numRuns: CASES, examples: [[staleResend]] },
  )
})

it('the generated sequences contain every transition of a reply', () => {
  const played = new Set<Name>()
  for (const story of fc.sample(anyStory, { numRuns: CASES, seed: 1 }))
    play(story, (_, __, name) => played.add(name))

  expect([...played].sort()).toEqual(Object.keys(transitions).sort())
})
