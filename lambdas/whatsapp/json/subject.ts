// Converts the path of a value into a noun for the sentence of a problem: `buttons.0.title` becomes
// "The title of button 1". The paths can belong to this project's messages or to WhatsApp's JSON.

/** The singular nouns for the entries of lists. */
const ENTRIES: Readonly<Record<string, string>> = {
  addresses: 'address',
  attachments: 'file',
  buttons: 'button',
  cards: 'card',
  components: 'component',
  contacts: 'contact',
  emails: 'email address',
  parameters: 'parameter',
  phones: 'phone number',
  product_items: 'product',
  rows: 'choice',
  sections: 'section',
  urls: 'link',
}

/**
 * The names of JSON objects that only group other values. A sentence about a problem never mentions
 * these names: it says "the title", for example, and not "the title of the reply of the action".
 */
const GROUPS = new Set([
  'message',
  'interactive',
  'action',
  'reply',
  'quick_reply',
  'template',
  'media',
  'image',
  'video',
  'document',
  'audio',
  'sticker',
  'location',
  'reaction',
])

/** Nouns for members of messages whose own name would be unclear in a sentence. */
const NAMES: Readonly<Record<string, string>> = {
  formattedName: 'full name',
  formatted_name: 'full name',
  waId: 'WhatsApp number',
  wa_id: 'WhatsApp number',
  url: 'link',
  quotes: 'quoted message',
}

/**
 * Returns the nouns for the steps of a path, such as `title` and `button 1`. The innermost step
 * comes first. Returns undefined if the path does not belong to a message.
 */
function nounsOf(path: string): string[] | undefined {
  const steps = path.split('.')
  const nouns: string[] = []
  for (const [i, step] of steps.entries()) {
    if (isIndex(step)) {
      const entry = ENTRIES[steps[i - 1] ?? '']
      if (!entry) return undefined
      nouns.unshift(`${entry} ${Number(step) + 1}`)
    } else if (!isLeftOut(step, steps[i + 1], nouns[0]))
      nouns.unshift(step === 'body' ? 'text' : nameOf(step))
  }
  return nouns
}

const isIndex = (step: string | undefined) => step !== undefined && /^\d+$/.test(step)

/** Returns whether the sentence about a problem omits this step of the value's path. */
function isLeftOut(step: string, next: string | undefined, noun: string | undefined): boolean {
  // In WhatsApp's JSON, the text of a body or a footer is inside an object, under the name `text`.
  // "The text of the footer" would be too long, so `text` is omitted.
  if (next === undefined) return step === 'text' && (noun === 'text' || noun === 'footer')
  // The sentence about a problem names the list entry ("button 1") but not its list, and names a
  // value but not the objects in GROUPS that contain it.
  return isIndex(next) || GROUPS.has(step) || step === 'name' || step === 'text'
}

const nameOf = (step: string) =>
  NAMES[step] ?? step.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/**
 * Returns for example `The description of choice 3 of section 1`, or `This value` if the path has
 * no noun.
 */
export function subjectOf(path: string): string {
  const [first, ...rest] = (path !== '' && nounsOf(path)) || []
  if (first === undefined) return path === '' ? 'The message' : 'This value'
  const own = /\d$/.test(first) ? first[0]!.toUpperCase() + first.slice(1) : `The ${first}`
  return [own, ...rest.map((noun) => (/\d$/.test(noun) ? noun : `the ${noun}`))].join(' of ')
}

/** Returns the number of entries in words, for example `There are 4 buttons`. */
export function countIn(path: string, count: number): string {
  const entry = ENTRIES[path.split('.').at(-1) ?? ''] ?? 'entry'
  if (count === 1) return `There is 1 ${entry}`
  const plural = entry.replace(/y$/, 'ie').replace(/ss$/, 'sse')
  return `There are ${count === 0 ? 'no' : count} ${plural}s`
}
