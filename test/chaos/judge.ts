// Judges after a chaos test whether every message arrived once, in order, and with a correct
// report. The evidence is what people could see: the phone's screen, the messages that WhatsApp
// received, Connect's transcripts, and what the widget displays.
import { replyView } from '../../lambdas/widget-api/view.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { type Person, type Promised, partIn, tagIn } from './people.ts'

export const VIOLATIONS = ['lost', 'twice', 'disordered', 'stuck', 'unreported'] as const

export interface Violation {
  is: (typeof VIOLATIONS)[number]
  conversation: number
  tag: number
  /** The author of the message. If undefined, an agent wrote it. */
  from?: 'customer'
  detail: string
}

export interface Verdict {
  violations: Violation[]
  late: Judged[]
  unconfirmed: Judged[]
  failed: Judged[]
}

export interface Judged {
  conversation: number
  tag: number
  /** The author of the message. If undefined, an agent wrote it. */
  from?: 'customer'
  reason: string
}

interface Received {
  part: number
  /** The position of the message in WhatsApp's list. */
  position: number
  status: string
}

interface Shown {
  status: string
  late: boolean
  attempt: number
  heldUntil?: string
  problems: { code: string }[]
  parts: { status: string }[]
}

/**
 * Returns the messages that WhatsApp has received, by the number that the reply's text contains
 * (`tagged` in people.ts).
 */
function receivedBy({ whatsapp }: Scenario): Map<number, Received[]> {
  const all = new Map<number, Received[]>()
  for (const [position, { payload, status }] of whatsapp.sent().entries()) {
    const of = partIn(payload)
    if (of) all.set(of.tag, [...(all.get(of.tag) ?? []), { part: of.part, position, status }])
  }
  return all
}

/**
 * Returns the lines in a customer's chats that tell the agent about failed or unconfirmed replies.
 */
const linesIn = ({ agentConsole }: Scenario, { contactIds }: Person): string[] =>
  [...new Set(contactIds)].flatMap((id) =>
    agentConsole
      .transcript(id)
      .flatMap(({ Content = '' }) =>
        /^\[WhatsApp notice\] (Not|Perhaps not) delivered/.test(Content) ? [Content] : [],
      ),
  )

/**
 * A notice in a later chat may report that the functions were never connected to an earlier chat.
 * Returns when the last of these earlier chats ended, in milliseconds since 1970, or undefined if
 * there is no such notice.
 */
function neverConnectedUntil(
  { agentConsole }: Scenario,
  { contactIds }: Person,
): number | undefined {
  const reported = contactIds.flatMap((id) =>
    agentConsole
      .transcript(id)
      .flatMap(({ Content = '' }) => NEVER_CONNECTED.exec(Content)?.[1] ?? []),
  )
  // After a transfer, the chat ends with its last contact.
  const ends = agentConsole
    .contacts()
    .flatMap(({ initialContactId, endedAt }) =>
      reported.includes(initialContactId) && endedAt ? [new Date(endedAt).getTime()] : [],
    )
  return ends.length > 0 ? Math.max(...ends) : undefined
}

const NEVER_CONNECTED =
  /^\[WhatsApp notice\] An earlier chat with this customer \(contact ([\w-]+)\) ended before/

export async function judge(scenario: Scenario, people: readonly Person[]): Promise<Verdict> {
  const verdict: Verdict = { violations: [], late: [], unconfirmed: [], failed: [] }
  const received = receivedBy(scenario)
  for (const person of people) {
    const shown = await shownBy(scenario, person)
    const lines = linesIn(scenario, person)
    const onPhone = phoneTags(scenario, person)
    const reportedUntil = neverConnectedUntil(scenario, person)
    for (const promised of person.replies.values())
      judgeReply(verdict, person, promised, {
        received: received.get(promised.tag) ?? [],
        shown: shown.get(promised.tag),
        lines,
        onPhone,
        hasReader: hasReader(scenario, person, promised),
        isReported: promised.at <= (reportedUntil ?? 0),
      })
    judgeOrder(verdict, person, received, shown)
    if (person.mode === 'bridged') judgeWritten(verdict, person, chatsOf(scenario, person))
  }
  return verdict
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * Returns whether the chat was open long enough to get a line about the reply's failure. Only
 * bridged chats get such lines, and only until they end.
 */
function hasReader({ agentConsole }: Scenario, person: Person, { at, how }: Promised): boolean {
  const readBy = at + 15 * MINUTE + (how === 'holds' ? DAY : 0)
  const known = new Set(person.contactIds)
  return (
    person.mode === 'bridged' &&
    agentConsole
      .contacts()
      .some(
        ({ contactId, initiatedAt, endedAt }) =>
          known.has(contactId) &&
          new Date(initiatedAt).getTime() <= at &&
          (endedAt === undefined || new Date(endedAt).getTime() > readBy),
      )
  )
}

function phoneTags(scenario: Scenario, { customer }: Person): Set<string> {
  const found = new Set<string>()
  for (const message of scenario.phone(customer)) {
    const of = partIn(message as object)
    if (of) found.add(`${of.tag}.${of.part}`)
  }
  return found
}

interface Seen {
  received: readonly Received[]
  shown: Shown | undefined
  lines: readonly string[]
  onPhone: ReadonlySet<string>
  /** Whether the chat was open long enough to get a line about a failure. */
  hasReader: boolean
  /**
   * Whether a notice in a later chat reports that the functions were never connected to the reply's
   * chat.
   */
  isReported: boolean
}

function judgeReply(
  verdict: Verdict,
  person: Person,
  promised: Promised,
  { received, shown, lines, onPhone, hasReader, isReported }: Seen,
) {
  const { tag, parts, isPromised, doubtfulResends } = promised
  const conversation = person.number
  const violation = (is: Violation['is'], detail: string) =>
    verdict.violations.push({ is, conversation, tag, detail })
  const arrived = received.filter(({ status }) => status !== 'failed')

  for (let part = 0; part < parts; part++) {
    const times = arrived.filter((each) => each.part === part).length
    if (times > 1 + doubtfulResends) violation('twice', `part ${part} arrived ${times} times`)
  }
  if (!isPromised) return
  const missing = Array.from({ length: parts }, (_, part) => part).filter(
    (part) => !onPhone.has(`${tag}.${part}`),
  )
  const status = shown?.status ?? 'unknown'
  const isOver = ['failed', 'partly_failed', 'unconfirmed', 'withdrawn'].includes(status)
  if (['queued', 'preparing', 'sending', 'held'].includes(status))
    return violation('stuck', `the widget displays ${status}`)
  if (missing.length > 0 && status === 'unknown' && isReported)
    return void verdict.failed.push({ conversation, tag, reason: 'the chat was never connected' })
  if (missing.length > 0 && !isOver)
    return violation('lost', `parts ${missing} are missing, the widget displays ${status}`)
  if (shown?.late) verdict.late.push({ conversation, tag, reason: 'late' })
  const reason = (shown?.problems ?? []).map(({ code }) => code).join(' ') || status
  if (status === 'unconfirmed') verdict.unconfirmed.push({ conversation, tag, reason })
  if (status === 'failed' || status === 'partly_failed')
    verdict.failed.push({ conversation, tag, reason })
  const about = lines.filter((line) => isAbout(line, promised))
  if (isOver && missing.length > 0 && hasReader && about.length === 0)
    violation('unreported', `the widget displays ${status} (${reason}), no line in the chat`)
}

/**
 * Returns whether the line may be about this reply. For a text or a file, the line contains the
 * reply's tag. For other kinds of message, it names only the kind.
 */
const isAbout = (line: string, { tag }: Promised) =>
  line.includes(`k${tag}.`) || /: (template|image|a location)/.test(line)

/**
 * Judges the order of the replies that nobody has resent. If a reply arrives after a younger one,
 * it must be marked as late.
 */
function judgeOrder(
  verdict: Verdict,
  { number, replies }: Person,
  received: ReadonlyMap<number, Received[]>,
  shown: ReadonlyMap<number, Shown>,
) {
  const sent = [...replies.values()]
    .filter(({ resends, isPromised, how }) => resends === 0 && isPromised && how !== 'holds')
    .flatMap((promised) => {
      const positions = (received.get(promised.tag) ?? []).map(({ position }) => position)
      return positions.length === 0
        ? []
        : [{ ...promised, first: Math.min(...positions), last: Math.max(...positions) }]
    })
    .sort((a, b) => a.at - b.at)
  // Replies that were written at the same time may arrive in any order.
  for (const [i, older] of sent.entries())
    for (const younger of sent.slice(i + 1))
      if (
        younger.from - older.at > SAME_TIME_MS &&
        younger.first < older.last &&
        !shown.get(older.tag)?.late
      )
        verdict.violations.push({
          is: 'disordered',
          conversation: number,
          tag: older.tag,
          detail: `came after ${younger.tag}, which is younger, and is not marked as late`,
        })
}

const SAME_TIME_MS = 200

/** A text or file from the customer that is in a chat. */
interface InChat {
  tag: number
  isFile: boolean
  /** The initial contact id of the chat. */
  chat: string
  /** Whether the chat shows when the text or file was written. */
  isMarked: boolean
}

/**
 * Returns the messages of a customer in all of the customer's chats, in the order in which they
 * appeared.
 */
function chatsOf({ agentConsole }: Scenario, { customer }: Person): InChat[] {
  const own = agentConsole
    .contacts()
    .filter(({ customer: who }) => who.name === customer || who.number === customer)
  const chats = new Set(own.map(({ initialContactId }) => initialContactId))
  const items = [...chats]
    .flatMap((id) => agentConsole.transcript(id).map((item) => ({ ...item, chat: id })))
    .filter(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    .sort((a, b) => (a.AbsoluteTime < b.AbsoluteTime ? -1 : 1))
  const passed = items.flatMap(({ Content = '' }) =>
    PASSED.test(Content) ? [Number(WRITTEN.exec(Content)?.[1])] : [],
  )
  return items.flatMap(({ Content = '', Attachments = [], chat }) => {
    const found = WRITTEN.exec(Attachments[0]?.AttachmentName ?? Content)
    if (!found || PASSED.test(Content)) return []
    const tag = Number(found[1])
    const isMarked = /^\[(written|sent) at /.test(Content) || passed.includes(tag)
    return [{ tag, isFile: Attachments.length > 0, chat, isMarked }]
  })
}

const WRITTEN = /q(\d+)q/
/**
 * Matches a notice in the chat that the customer wrote a message before other messages that are
 * above it.
 */
const PASSED = /^\[WhatsApp notice\] The customer wrote .* before other messages/s

/**
 * Judges what a customer wrote to a bridged number. Each text and each file must be in the chats
 * once. A text that appears after a younger one must show when it was written. There is one
 * exception: if a function dies while it writes a message into a chat, and the chat ends before the
 * next attempt, the functions cannot know whether the chat contains the message, so they may write
 * it into the next chat again.
 */
function judgeWritten(
  verdict: Verdict,
  { number: conversation, written }: Person,
  shown: readonly InChat[],
) {
  const violation = (is: Violation['is'], tag: number, detail: string) =>
    verdict.violations.push({ is, conversation, tag, from: 'customer', detail })
  for (const { tag, isFile } of written) {
    const of = shown.filter((each) => each.tag === tag)
    const texts = of.filter((each) => !each.isFile).length
    const files = of.length - texts
    if (texts === 0) violation('lost', tag, 'what the customer wrote is in no chat')
    // A text with the file's name may replace the file.
    const differentPlaces = new Set(of.map((each) => `${each.chat} ${each.isFile}`))
    if (differentPlaces.size < of.length || (!isFile && files > 0))
      violation('twice', tag, `${texts} texts and ${files} files in the chats`)
    else if (texts > 1 || files > 1)
      verdict.unconfirmed.push({
        conversation,
        tag,
        from: 'customer',
        reason: 'shown again in the next chat',
      })
  }
  const texts = shown.filter(({ isFile }) => !isFile)
  for (const [i, { tag, isMarked }] of texts.entries()) {
    const younger = texts.slice(0, i).find((before) => before.tag > tag)
    if (younger && !isMarked)
      violation('disordered', tag, `came after ${younger.tag}, which is younger, and is not marked`)
  }
}

/**
 * Returns what the widget displays for each reply to a customer, by the number in the reply's text.
 */
async function shownBy(scenario: Scenario, person: Person): Promise<Map<number, Shown>> {
  const shown = new Map<number, Shown>()
  for (const reply of await scenario.outbox(person.customer, person.mode)) {
    const view = replyView(reply)
    const tag = tagIn(view.shows)
    if (tag !== undefined) shown.set(tag, view as Shown)
  }
  return shown
}
