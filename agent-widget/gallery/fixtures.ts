// Data for the gallery's states: a conversation with variations, and an API that returns this data.
import type {
  ConversationView,
  FileView,
  HistoryView,
  ReplyView,
  TemplatesView,
  UnansweredView,
} from '#api'
import type { TemplateSummary } from '#model/template-list'
import type { Api } from '../api.ts'
import type { WorkspaceContact } from '../workspace/workspace.ts'

const HOUR = 60 * 60_000
const now = Date.now()
export const ago = (hours: number): string => new Date(now - hours * HOUR).toISOString()
const never = new Promise<never>(() => {})

export function aReply(part: Partial<ReplyView>): ReplyView {
  return {
    id: crypto.randomUUID(),
    type: 'text',
    status: 'delivered',
    attempt: 1,
    late: false,
    by: { role: 'AGENT', name: 'Maria' },
    acceptedAt: ago(0.1),
    parts: [],
    former: [],
    problems: [],
    shows: { text: 'Your documents are *ready*.' },
    ...part,
  }
}

export function aView(
  part: Partial<ConversationView> & { wroteHoursAgo?: number | undefined } = {},
): ConversationView {
  const { wroteHoursAgo = 2, ...rest } = part
  return {
    mode: 'bridged',
    businessNumber: '+15550101',
    businessName: 'Lighthouse Repairs',
    wabaId: 'waba-1',
    customer: { name: 'Ana Souza', number: '+15550142' },
    window: { is: 'unknown' },
    evidence:
      wroteHoursAgo === Number.POSITIVE_INFINITY
        ? []
        : [{ at: ago(wroteHoursAgo), from: 'webhook' }],
    at: new Date(now).toISOString(),
    cursor: '1',
    replies: [],
    messages: [
      {
        id: 'wamid.3',
        at: ago(1),
        type: 'image',
        text: 'Is this the right entrance?',
        fileId: 'file-photo',
      },
      { id: 'wamid.2', at: ago(1.5), type: 'document', name: 'passport.pdf', fileId: 'file-pdf' },
      {
        id: 'wamid.1',
        at: ago(2),
        type: 'text',
        text: 'Hello! Where is your *office*, and until when are you there?',
      },
    ],
    ...rest,
  }
}

export const aContact = (
  contactId: string,
  part: Partial<WorkspaceContact> = {},
): WorkspaceContact => ({
  contactId,
  initialContactId: contactId,
  subtype: undefined,
  state: 'connected',
  customerName: 'Ana Souza',
  customerNumber: '+15550142',
  attributes: {},
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  agentTexts: [],
  ...part,
})

/** Returns two held replies, a text and a location, that expire at `ago(hours)`. */
export const heldReplies = (hours: number): ReplyView[] => [
  aReply({
    status: 'held',
    heldUntil: ago(hours),
    shows: { text: 'The office closes at six today, please come before.' },
  }),
  aReply({
    status: 'held',
    type: 'location',
    heldUntil: ago(hours),
    shows: { latitude: 38.7107, longitude: -9.1366, name: 'Lighthouse Travel' },
  }),
]

export const sampleUnanswered: UnansweredView['entries'] = [
  {
    contactId: 'contact-1',
    customer: { name: 'Ana Souza', number: '+15550142' },
    businessNumber: '+15550101',
    sent: aReply({
      type: 'template',
      status: 'read',
      acceptedAt: ago(20),
      shows: { template: 'trip_documents_ready', language: 'en_US' },
    }),
    held: heldReplies(-4),
  },
  {
    contactId: 'contact-2',
    customer: { name: 'Bartholomew Featherstonehaugh-Cholmondeley', number: '+15550143' },
    sent: aReply({
      type: 'media',
      status: 'failed',
      acceptedAt: ago(50),
      shows: { media: 'document', filename: 'a-very-long-name-of-a-price-list-for-the-spring.pdf' },
    }),
    held: [],
  },
  {
    contactId: 'contact-3',
    customer: { userId: 'US.13491208655302741918', username: 'ben.s' },
    held: [aReply({ status: 'held', heldUntil: ago(-4), shows: { text: 'Yes, until seven.' } })],
  },
]

export const aTemplate = (part: Partial<TemplateSummary>): TemplateSummary => ({
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  body: 'Hello {{1}}, your order is ready.',
  needs: ['text'],
  ...part,
})

const form = (id: string, name: string, status: string) => ({
  id,
  name,
  status,
  preview: {
    url: `https://example.com/forms/${id}`,
    until: new Date(Date.now() + 86_400_000).toISOString(),
  },
})

export const sampleForms = [
  form('1', 'Trip wishes', 'PUBLISHED'),
  form('2', 'Airport transfer', 'THROTTLED'),
  form('3', 'Complaint', 'DEPRECATED'),
]

export const sampleFormEntries = [
  {
    name: 'form:1',
    title: 'Where would you like to go?',
    note: 'Before you suggest a trip.',
    offered: true,
    form: { text: 'Tell us about the trip you have in mind.', button: 'Tell us' },
    labels: { screen_0_destination_0: 'Destination' },
  },
  {
    name: 'form:2',
    offered: true,
    form: { text: 'When do you land, and where shall we take you?', button: 'Order a transfer' },
  },
  {
    name: 'form:3',
    offered: true,
    form: { text: 'We are sorry. Tell us what went wrong.', button: 'Begin' },
  },
]

export const sampleTemplates: TemplatesView = {
  version: '1',
  curation: { others: true, templates: sampleFormEntries },
  forms: sampleForms,
  templates: [
    aTemplate({
      name: 'hello_again',
      body: 'We have an answer to your question. Reply to this message to go on.',
      needs: [],
    }),
    aTemplate({
      name: 'spring_offer',
      category: 'MARKETING',
      quality: 'YELLOW',
      header: { format: 'IMAGE' },
      needs: ['image', 'text'],
    }),
    aTemplate({
      name: 'summer_survey',
      status: 'PAUSED',
      why: [{ code: 'template_not_approved', message: 'paused' }],
    }),
    aTemplate({
      name: 'trip_documents',
      header: { format: 'DOCUMENT' },
      buttons: ['See documents'],
      needs: ['document', 'text', 'url_suffix'],
    }),
  ],
}

export const definition = {
  name: 'trip_documents',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'DOCUMENT' },
    {
      type: 'BODY',
      text: 'Hello {{1}}, your documents for *{{2}}* are ready.',
      example: { body_text: [['Ana', 'Lisbon']] },
    },
    { type: 'FOOTER', text: 'Lighthouse Travel' },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'See documents',
          url: 'https://example.com/d/{{1}}',
          example: ['https://example.com/d/A7'],
        },
      ],
    },
  ],
}

export const sampleFiles: FileView[] = [
  {
    id: 'file-photo',
    kind: 'image',
    mimeType: 'image/png',
    size: 68,
    at: ago(1),
    from: 'customer',
    url: picture(),
  },
  {
    id: 'file-pdf',
    kind: 'document',
    mimeType: 'application/pdf',
    name: 'passport.pdf',
    size: 81_234,
    at: ago(1.5),
    from: 'customer',
  },
  {
    id: 'file-list',
    kind: 'document',
    mimeType: 'application/pdf',
    name: 'price list with a rather long name.pdf',
    size: 2_345_678,
    at: ago(30),
    from: 'agent',
  },
]

function picture(): string {
  const canvas = document.createElement('canvas')
  canvas.width = 160
  canvas.height = 120
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#6aa7c8'
  pen.fillRect(0, 0, 160, 70)
  pen.fillStyle = '#1d5a80'
  pen.fillRect(0, 70, 160, 50)
  return canvas.toDataURL()
}

export function anApi(view: ConversationView | undefined, part: Partial<Api> = {}): Api {
  return {
    conversation: async () => view ?? never,
    templates: async () => sampleTemplates,
    definition: async () => definition,
    reply: () => never,
    replyOf: async () => undefined,
    resend: () => never,
    withdraw: () => never,
    unanswered: () => never,
    history: () => never,
    cleared: async () => {},
    attest: async () => {},
    missed: async () => {},
    files: async () => ({ files: sampleFiles }),
    uploadTarget: async (_, { name }) => ({
      uploadId: name,
      url: 'https://example.com/',
      headers: {},
    }),
    upload: () => never,
    ...part,
  }
}

/** Returns the history of two chats, which is followed by a page with earlier messages. */
export const sampleHistory = (): HistoryView => ({
  at: new Date().toISOString(),
  entries: [
    {
      is: 'sent',
      contactId: 'contact-2',
      reply: aReply({ status: 'read', by: { role: 'AGENT', name: 'Jonas' }, acceptedAt: ago(2) }),
    },
    {
      is: 'received',
      message: {
        id: 'wamid.3',
        at: ago(3),
        type: 'image',
        text: 'Is this the right entrance?',
        fileId: 'file-photo',
      },
    },
    {
      is: 'sent',
      contactId: 'contact-1',
      reply: aReply({
        type: 'template',
        status: 'failed',
        by: { role: 'AGENT' },
        acceptedAt: ago(50),
        shows: {
          template: 'trip_documents_ready',
          language: 'en_US',
          preview: { body: 'Hello Ana, your documents for *Lisbon* are ready.', buttons: [] },
        },
      }),
    },
    { is: 'received', message: { id: 'wamid.2', at: ago(52), type: 'image', deletedAt: ago(51) } },
    {
      is: 'received',
      message: { id: 'wamid.1', at: ago(53), type: 'text', text: 'Yes', by: 'colleague' },
    },
  ],
  files: sampleFiles.map((file) => ({ ...file, id: 'wamid.3' })).slice(0, 1),
  before: { message: 'place' },
})

/**
 * Messages that refer to another message or to a product, and messages that were edited or deleted,
 * newest first.
 */
export const CORRECTED: NonNullable<ConversationView['messages']> = [
  {
    id: 'wamid.9',
    at: ago(0.2),
    type: 'text',
    text: 'The *left* one',
    editedAt: ago(0.1),
    references: { quotes: { id: 'wamid.X', by: 'business', text: 'Which of the two doors?' } },
  },
  {
    id: 'wamid.8',
    at: ago(0.3),
    type: 'text',
    text: 'We are open until seven',
    by: 'colleague',
  },
  { id: 'wamid.7', at: ago(0.4), type: 'image', deletedAt: ago(0.3) },
  {
    id: 'wamid.6',
    at: ago(0.5),
    type: 'text',
    text: 'Is this still on sale?',
    references: {
      forwarded: true,
      quotes: { id: 'wamid.Y', by: 'customer' },
      source: { type: 'ad', texts: ['Boots'], url: 'https://example.com/boots' },
      product: { id: 'boot-9' },
    },
  },
  {
    id: 'wamid.5',
    at: ago(0.6),
    type: 'unsupported',
    text: '[a poll, which WhatsApp does not forward]',
  },
  // WhatsApp reported this message without an id, so agents can neither quote it nor react to it.
  {
    id: 'derived.1',
    at: ago(0.65),
    type: 'document',
    name: 'order.pdf',
    fileId: 'derived.1',
  },
  {
    id: 'wamid.4',
    at: ago(0.7),
    type: 'contacts',
    text: '[contact card] Ana Souza, Example Ltd\n+1 555 0142 (work)\nana@example.com (work)',
  },
]
