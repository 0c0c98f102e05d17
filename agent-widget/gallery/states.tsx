// All components in all states that an agent can see.
import type { ReactNode } from 'react'
import type { ConversationView } from '#api'
import { offeredForms } from '#whatsapp/templates/forms'
import { About } from '../about.tsx'
import { type Api, NoAnswer, RequestRefused, ServiceTrouble, SignInNotAccepted } from '../api.ts'
import { ComposePage } from '../compose/compose-page.tsx'
import { fileQueueOf } from '../compose/file-queue.ts'
import type { FormContext } from '../compose/form-context.ts'
import type { Kind } from '../compose/kinds.ts'
import { Contact } from '../conversation/contact.tsx'
import { windowStateAt } from '../conversation/window-state.ts'
import { COMPOSED, type DraftKind, draftKeyOf } from '../drafts/composed-drafts.ts'
import { EmptyState } from '../empty-state.tsx'
import { HistoryPage } from '../history/history-page.tsx'
import type { Services } from '../services.tsx'
import type { SignInState } from '../sign-in/sign-in.ts'
import { SignInGate } from '../sign-in/sign-in-gate.tsx'
import { UnansweredPage } from '../unanswered/unanswered-page.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import {
  aContact,
  ago,
  anApi,
  aReply,
  aView,
  CORRECTED,
  heldReplies,
  sampleFormEntries,
  sampleForms,
  sampleHistory,
  sampleUnanswered,
} from './fixtures.ts'
import { supervisorStates } from './supervisor-states.tsx'
import { templateStates } from './template-states.tsx'

export interface State {
  name: string
  api: Api
  /** Prepares the services before the component is displayed. */
  prepare?: (services: Services, contactId: string) => void
  show: (contactId: string) => ReactNode
}

const FOREVER = Number.POSITIVE_INFINITY
const CLOSED = aView({ wroteHoursAgo: 30 })

const chat = (
  name: string,
  view: ConversationView | undefined,
  contact: Partial<WorkspaceContact> = {},
  api: Partial<Api> = {},
): State => ({
  name,
  api: anApi(view, api),
  show: (contactId) => (
    <Contact contact={aContact(contactId, contact)} sendChatText={async () => {}} />
  ),
})

const FORMS = offeredForms({ templates: sampleFormEntries }, sampleForms)

function form(
  name: string,
  kind: Kind,
  view: ConversationView,
  prepare?: State['prepare'],
  canPutText = true,
  forms: FormContext['forms'] = FORMS,
): State {
  return {
    name,
    api: anApi(view),
    ...(prepare && { prepare }),
    show: (contactId) => (
      <div className="aw-panel">
        <ComposePage
          context={{
            ...{ contactId, view, hasEnded: false },
            tone: windowStateAt(view, undefined, new Date()).tone,
            forms,
            reloadForms: () => {},
            sendChatText: canPutText ? async () => {} : undefined,
            onAccepted: () => {},
            onDone: () => {},
          }}
          kind={kind}
          isAsLeft
          onBack={() => {}}
          onAnswer={() => {}}
        />
      </div>
    ),
  }
}

const drafted =
  (kind: DraftKind, values: object, more: object = {}): State['prepare'] =>
  ({ drafts }, contactId) =>
    drafts.put(draftKeyOf(contactId, kind), {
      requestId: 'one',
      values: { form: values, ...more },
      uploads: {},
    })

const framed = { header: 'Your trip', body: 'When may we call you?', footer: 'Lighthouse Travel' }
const person = {
  firstName: 'Inês',
  lastName: '',
  phone: '555 0199',
  onWhatsApp: true,
  email: '',
  company: 'Lighthouse Travel',
  department: '',
  website: '',
}

const statuses = [
  'queued',
  'preparing',
  'sending',
  'accepted',
  'sent',
  'delivered',
  'read',
  'unconfirmed',
  'failed',
  'withdrawn',
] as const
const held = heldReplies(-20)

const unanswered = (name: string, list: Api['unanswered']): State => ({
  name,
  api: anApi(undefined, { unanswered: list }),
  show: () => <UnansweredPage onOpen={() => {}} onBack={() => {}} />,
})

const past = (name: string, history: Api['history'], mode: ConversationView['mode']): State => ({
  name,
  api: anApi(undefined, { history }),
  show: (contactId) => <HistoryPage contactId={contactId} mode={mode} isAsLeft onBack={() => {}} />,
})

const signIn = (name: string, state: SignInState): State => ({
  name,
  api: anApi(undefined),
  show: () => (
    <SignInGate
      signIn={{
        getSnapshot: () => state,
        subscribe: () => () => {},
        open: async () => {},
        token: async () => undefined,
      }}
      loading={undefined}
    >
      {undefined}
    </SignInGate>
  ),
})

export const states: readonly State[] = [
  ...supervisorStates,
  {
    name: 'no chat',
    api: anApi(undefined),
    show: () => (
      <>
        <EmptyState title="…" hint="…" />
        <About />
      </>
    ),
  },
  unanswered('unanswered', async () => ({ at: ago(0), entries: sampleUnanswered, more: 4 })),
  unanswered('unanswered, none', async () => ({ at: ago(0), entries: [], more: 0 })),
  unanswered('unanswered, the service is in trouble', () =>
    Promise.reject(new ServiceTrouble('502')),
  ),
  chat(
    'the customer answers a template',
    aView({
      answers: 'sent-before',
      replies: [
        aReply({
          id: 'sent-before',
          type: 'template',
          status: 'read',
          acceptedAt: ago(20),
          shows: { template: 'trip_documents_ready', language: 'en_US' },
        }),
      ],
      chatStartedAt: ago(1),
    }),
  ),
  past('history', async () => sampleHistory(), 'bridged'),
  past('history, none', async () => ({ at: ago(0), entries: [], files: [] }), 'native'),
  past(
    'history, the service is in trouble',
    () => Promise.reject(new ServiceTrouble('502')),
    'native',
  ),
  chat('loading', undefined),
  chat('offline', undefined, {}, { conversation: () => Promise.reject(new NoAnswer('lost')) }),
  chat(
    'the service is in trouble',
    undefined,
    {},
    { conversation: () => Promise.reject(new ServiceTrouble('502')) },
  ),
  chat(
    'the sign-in is not accepted',
    undefined,
    {},
    { conversation: () => Promise.reject(new SignInNotAccepted('401')) },
  ),
  signIn('signed out', { is: 'signed_out' }),
  signIn('signing in', { is: 'signing_in' }),
  signIn('the sign-in did not get back', {
    is: 'signing_in',
    stuck: { returnPage: 'https://support.example.com/sign-in.html' },
  }),
  signIn('the identity provider could not be reached', {
    is: 'signed_out',
    failure: { is: 'unreachable' },
  }),
  chat(
    'another agent’s',
    undefined,
    {},
    {
      conversation: () =>
        Promise.reject(
          new RequestRefused(403, [
            { code: 'not_your_contact', path: '', message: 'This chat is another agent’s.' },
          ]),
        ),
    },
  ),
  chat('open, bridged', aView()),
  chat('open, native', aView({ mode: 'native' })),
  chat('closing', aView({ wroteHoursAgo: 23.5 })),
  chat('closed', CLOSED),
  chat('unknown', aView({ wroteHoursAgo: FOREVER })),
  chat('not on WhatsApp', aView({ wroteHoursAgo: FOREVER, notOnWhatsAppSince: ago(50) })),
  chat('ended', aView(), { state: 'ended' }),
  chat('waiting for the customer', aView({ wroteHoursAgo: 30, replies: held })),
  chat(
    'waiting for the answer to a template',
    aView({
      wroteHoursAgo: 30,
      replies: [
        aReply({
          type: 'template',
          shows: { template: 'hello_again' },
          by: { role: 'AGENT', name: 'Jonas' },
        }),
        ...held,
        aReply({
          status: 'held',
          type: 'media',
          heldUntil: ago(-20),
          shows: { media: 'image', filename: 'boarding.jpg' },
        }),
      ],
    }),
  ),
  chat(
    'the latest did not arrive',
    aView({
      replies: [
        aReply({
          status: 'failed',
          problems: [
            { code: 'not_sent_in_time', path: '', message: 'It could not be sent in time.' },
          ],
        }),
      ],
    }),
  ),
  chat(
    'something in the latest is unavailable',
    aView({
      replies: [
        aReply({
          type: 'template',
          shows: { template: 'weekend_offers' },
          parts: [{ status: 'delivered', isIncomplete: true }],
        }),
      ],
    }),
  ),
  chat(
    'the customer did not answer in time',
    aView({
      replies: [
        aReply({
          status: 'failed',
          problems: [{ code: 'hold_expired', path: '', message: 'expired' }],
        }),
      ],
    }),
  ),
  chat(
    'every status',
    aView({ replies: statuses.map((status, i) => aReply({ status: status, acceptedAt: ago(i) })) }),
  ),
  form(
    'text',
    'text',
    aView(),
    drafted('text', { body: 'Until *six* today.' }, { quotes: 'wamid.1' }),
  ),
  form('text, beside the CCP', 'text', aView({ mode: 'native' })),
  form('text, in the agent workspace', 'text', aView({ mode: 'native' }), undefined, false),
  form('text, the answer was lost', 'text', aView(), ({ drafts }, contactId) =>
    drafts.put(draftKeyOf(contactId, 'text'), {
      requestId: 'two',
      values: { form: { body: 'Until six.' } },
      uploads: {},
      posted: { hold: false },
    }),
  ),
  form('location, nothing in it', 'location', aView()),
  form(
    'location, to wait',
    'location',
    CLOSED,
    drafted('location', {
      latitude: '138',
      longitude: '-9.1366',
      name: 'Lighthouse Travel',
      address: 'Rua Augusta 24',
    }),
  ),
  form(
    'contacts',
    'contacts',
    aView(),
    drafted('contacts', { cards: [person, { ...person, firstName: '', phone: '' }] }),
  ),
  form('contacts, nothing in it', 'contacts', aView()),
  form('buttons, nothing in it', 'buttons', aView()),
  form('list, nothing in it', 'list', aView()),
  form('link button, nothing in it', 'cta_url', aView()),
  form(
    'buttons',
    'buttons',
    aView({ wroteHoursAgo: FOREVER }),
    drafted('buttons', {
      ...framed,
      titles: ['This morning, please, early', 'Tomorrow', 'Tomorrow'],
    }),
  ),
  form(
    'list',
    'list',
    aView(),
    drafted('list', {
      ...framed,
      button: 'See times',
      sections: [
        {
          title: 'Today',
          rows: [
            { title: '10:00', description: 'With Inês' },
            { title: 'A title that is too long for a row', description: '' },
          ],
        },
        { title: '', rows: [{ title: '9:00', description: '' }] },
      ],
    }),
  ),
  form(
    'link button',
    'cta_url',
    aView(),
    drafted('cta_url', { ...framed, displayText: 'See your seats', url: 'example.com/seats' }),
  ),
  form('request for the location, nothing in it', 'location_request', aView()),
  form(
    'request for the location, to wait',
    'location_request',
    CLOSED,
    drafted('location_request', { body: 'Where shall we pick you up?' }),
  ),
  form('form, none chosen yet', 'form', aView()),
  form(
    'form, chosen',
    'form',
    aView(),
    drafted('form', { flowId: '2', body: 'Hello Ana, when do you land?' }),
  ),
  form('form, to wait', 'form', CLOSED, drafted('form', { flowId: '1', body: 'Tell us more.' })),
  form(
    'form that is no longer offered',
    'form',
    aView({ mode: 'native' }),
    drafted('form', { flowId: '9', body: 'Please answer our questions.' }),
  ),
  form('no form is offered', 'form', aView(), undefined, true, []),
  form('files', 'files', aView(), chosenFiles),
  form('files, none yet', 'files', CLOSED),
  form(
    'the customer’s messages',
    'customer',
    aView({ replies: [aReply({ type: 'reaction', shows: { messageId: 'wamid.1', emoji: '❤️' } })] }),
  ),
  form(
    'the customer’s messages, and what became of them',
    'customer',
    aView({ messages: CORRECTED }),
  ),
  form('no message of the customer', 'customer', aView({ messages: [] })),
  ...templateStates,
]

/**
 * Adds six files: one that is uploaded, one that is being uploaded, three that WhatsApp does not
 * accept, and one that this page does not have.
 */
function chosenFiles(services: Services, contactId: string) {
  const values = {
    caption: 'The *view*',
    voice: false,
    order: 0,
    kind: 'image',
    file: { name: 'view.jpg', mimeType: 'image/jpeg', size: 81_234 },
  }
  const draft = { requestId: 'three' }
  const key = (name: string) => ({ contactId, name, language: COMPOSED })
  services.drafts.put(key('file-1'), {
    ...draft,
    values,
    uploads: { file: { uploadId: 'view', ...values.file } },
  })
  services.drafts.put(key('file-2'), { ...draft, values: { ...values, order: 1 }, uploads: {} })
  const opus = new File(['OggS........OpusHead'], 'memo.ogg', { type: 'audio/ogg' })
  const heic = new File([new Uint8Array([0, 0, 0, 24]), 'ftypheic'], 'IMG_2041.HEIC')
  const gif = new File(['GIF89a'], 'dance.gif', { type: 'image/gif' })
  const empty = new File([], 'empty.pdf', { type: 'application/pdf' })
  void fileQueueOf(services, contactId).add([opus, heic, gif, empty])
}
