// Problems are found in WhatsApp's JSON; whoever wrote one of our messages wants to know where in theirs.

// Levels WhatsApp's JSON has and our messages do not.
const WRAPPERS = new Set(['interactive', 'action', 'parameters', 'reply', 'quick_reply'])
const MEDIA_TYPES = new Set(['image', 'video', 'document', 'audio', 'sticker'])

/** `interactive.action.buttons.0.reply.title` → `buttons.0.title`, `image.id` → `media.id`, `text.body` → `body`, `context.message_id` → `quotes`. */
export function ourPath(type: string, path: string): string {
  if (type === 'interactive' || path === '') return path
  const steps = path.split('.')
  if (steps[0] === 'context') return 'quotes'
  if (steps[0] === type && type !== 'contacts') steps.shift()
  // A template's components are WhatsApp's own in our message, too.
  if (type === 'template') return steps.join('.').replace(/^language\.code$/, 'language')
  if (MEDIA_TYPES.has(type))
    return steps
      .map(camelCase)
      .join('.')
      .replace(/^(id|link)$/, 'media.$1')
  const kept = steps.filter((step, i) => !WRAPPERS.has(step) || isCardAction(steps, i))
  return kept
    .filter((step, i) => step !== 'text' || (kept[i - 1] !== 'body' && kept[i - 1] !== 'footer'))
    .map((step, i, all) =>
      MEDIA_TYPES.has(step) && all[i - 1] === 'header' ? 'media' : camelCase(step),
    )
    .join('.')
    .replace(/media\.filename$/, 'filename')
}

/** The cards of our media carousels keep their `action`. */
const isCardAction = (steps: readonly string[], i: number) =>
  steps[i] === 'action' && steps.includes('cards') && i > steps.indexOf('cards')

const camelCase = (name: string) =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
