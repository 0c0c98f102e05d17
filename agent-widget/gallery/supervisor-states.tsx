// The states of the supervisors' page: reports and catalogue.
import '../supervisor/supervisor.css'
import { useState } from 'react'
import type { TemplateSummary } from '#model/template-list'
import type { Catalogue, RecentContacts, WatchAnswer } from '#supervisor-api'
import type { SupervisorApi } from '../supervisor/api.ts'
import { FieldsEditor } from '../supervisor/fields-editor.tsx'
import { TextsProvider } from '../supervisor/i18n/texts.tsx'
import type { PageName } from '../supervisor/pages.ts'
import { catalogueRows } from '../supervisor/rows.ts'
import type { TemplateSettings } from '../supervisor/settings.ts'
import { Workplace } from '../supervisor/supervisor-page.tsx'
import { ago, anApi, sampleFormEntries, sampleForms } from './fixtures.ts'
import type { State } from './states.tsx'

const template = (name: string, rest: Partial<TemplateSummary> = {}): TemplateSummary => ({
  ...{ name, language: 'en_US', status: 'APPROVED', category: 'UTILITY', quality: 'GREEN' },
  body: 'Hello {{1}}, your trip to {{2}} is booked. Answer this message if anything changes.',
  needs: ['text'],
  ...rest,
})

const catalogue = (): Catalogue => ({
  version: 'v1',
  syncedAt: ago(1 / 60),
  templates: [
    template('trip_booked'),
    template('trip_booked', { language: 'es_MX', status: 'PENDING', quality: 'UNKNOWN' }),
    template('spring_offer', { category: 'MARKETING', quality: 'RED', since: ago(3) }),
    template('a_name_without_any_place_to_break_which_is_longer_than_a_narrow_panel'),
    template('flight_changed', { status: 'PAUSED', since: ago(2) }),
    template('hello_world'),
    template('welcome_back', {
      status: 'REJECTED',
      since: ago(26),
      rejectedFor: 'SCAM',
      body: 'See https://bit.ly/3xyz for your prize, {{1}}.',
    }),
    template('feedback_request', { quality: 'UNKNOWN', since: ago(5) }),
  ],
  forms: [...sampleForms, { id: '4', name: 'Passport details', status: 'DRAFT' }],
  curation: {
    rules: [
      {
        templates: [
          ...sampleFormEntries,
          {
            ...{ name: 'trip_booked', title: 'Trip booked', pinned: true },
            note: 'After the payment.',
            defaults: { 'body.1': { attribute: 'customerName' } },
          },
          {
            name: 'a_name_without_any_place_to_break_which_is_longer_than_a_narrow_panel',
            offered: false,
          },
          { name: 'hello_world', defaults: { 'body.1': { attribute: 'order_number' } } },
        ],
      },
      { queues: ['repairs'], others: 'not_offered', templates: [{ name: 'flight_changed' }] },
    ],
    undecided: ['feedback_request'],
    newTemplatesWait: true,
    version: 'one',
  },
  breaker: {
    settings: { isOn: true, lowQuality: true, failures: 20, stops: 5 },
    withheld: [
      {
        name: 'spring_offer',
        at: ago(1),
        cause: { is: 'failures', failed: 9, sent: 40 },
        changeId: 'three',
        successor: 'trip_booked',
      },
    ],
    failing: [{ name: 'trip_booked', sent: 30, failed: 6, since: ago(1) }],
  },
})

const watched = (): WatchAnswer => ({
  version: 'v1',
  account: {
    ...{ metaId: '102290129340398', mode: 'native', marketing: 'ELIGIBLE', readAt: ago(1 / 30) },
    numbers: [
      { id: '1', number: '+15550100', name: 'Lighthouse Travel', quality: 'GREEN' },
      {
        ...{ id: '2', number: '+15550102', name: 'Lighthouse Travel', quality: 'YELLOW' },
        since: ago(20),
      },
    ],
  },
  templates: [
    {
      ...{ name: 'spring_offer', language: 'en_US', usedAt: ago(1) },
      changes: [
        { at: ago(90), status: 'PENDING', category: 'MARKETING', quality: 'UNKNOWN' },
        { at: ago(80), status: 'APPROVED', category: 'MARKETING', quality: 'GREEN' },
        { at: ago(3), status: 'APPROVED', category: 'MARKETING', quality: 'RED' },
      ],
    },
    {
      ...{ name: 'trip_booked', language: 'en_US', usedAt: ago(2), changes: [] },
      nextCategory: { to: 'MARKETING', at: ago(-20), since: ago(4) },
    },
    {
      ...{ name: 'welcome_back', language: 'en_US', changes: [] },
      recommendation: 'Use a link of your own domain.',
    },
  ],
  attributes: [{ attribute: 'order_number', uses: 24, filled: 0, since: ago(60) }],
})

const api: SupervisorApi = {
  me: async () => ({
    name: 'Jonas',
    rights: ['choose', 'reports'],
    wabas: [
      {
        ...{ id: 'waba-1', name: 'Lighthouse Travel', numbers: ['+15550100'] },
        rights: ['choose', 'reports'],
      },
      {
        ...{ id: 'waba-2', name: 'Lighthouse Repairs', numbers: ['+15550101'] },
        rights: ['reports'],
      },
    ],
  }),
  teams: async () => ({ queues: [{ id: 'repairs', name: 'Repairs' }], routingProfiles: [] }),
  catalogue: async () => catalogue(),
  watch: async () => watched(),
  definition: async (_, name, language) => ({ ...(await definitionOf()), name, language }),
  recentContacts: async (): Promise<RecentContacts> => ({
    contacts: [
      { id: 'chat-1', startedAt: ago(1), attributes: { customerName: 'Ana', language: 'fr' } },
      { id: 'chat-2', startedAt: ago(2), attributes: { customerName: 'x'.repeat(1100) } },
      { id: 'chat-3', startedAt: ago(30), attributes: { customerName: 'Ben' } },
      { id: 'chat-4', startedAt: ago(50), attributes: {} },
    ],
  }),
  changes: async () => ({ changes: [], hasOlder: false }),
  change: async () => ({ id: 'four', version: 'two' }),
  undo: async () => ({ version: 'three' }),
  setBreaker: async () => {},
  filters: async () => [
    { name: 'Marketing', search: { query: '', show: 'all', category: 'MARKETING' } },
  ],
  saveFilter: async (_, filter) => [filter],
  removeFilter: async () => [],
  missed: async () => ({
    isOn: true,
    lines: [
      { kind: 'withheld', word: 'feedback_request', agents: 7, lastDay: '2026-11-30' },
      { kind: 'withheld', word: 'trip_booked', agents: 3, lastDay: '2026-11-12' },
      { kind: 'not_found', word: 'refund', agents: 6, lastDay: '2026-11-29' },
      { kind: 'not_found', word: 'umbuchungsbestätigung', agents: 3, lastDay: '2026-11-02' },
      { kind: 'after_window', word: 'invoice', agents: 4, lastDay: '2026-11-28' },
      { kind: 'never_answered', word: 'appointment', agents: 3, lastDay: '2026-11-27' },
    ],
    wishes: [{ what: 'refund form for hotels', by: 'Jonas', at: ago(4) }],
  }),
  noteWish: async (_, what) => [{ what, by: 'Jonas', at: ago(0) }],
  removeWish: async () => [],
  file: async () => ({ waba: 'waba-1', rules: [] }),
  checkFile: async () => ({ problems: [], lines: [], version: 'one' }),
  applyFile: async () => ({ version: 'two' }),
}

const page = (name: string, firstPage: PageName): State => ({
  name,
  api: anApi(undefined),
  show: () => (
    <TextsProvider>
      <Workplace api={api} firstPage={firstPage} />
    </TextsProvider>
  ),
})

/** The editor for a template's fields, which is part of a dialog. */
function Fields() {
  const [row] = catalogueRows(
    { ...catalogue(), templates: [template('trip_booked', { language: 'en_US' })] },
    {},
  )
  const [fields, setFields] = useState<TemplateSettings['fields']>({
    '': {
      labels: { 'body.1': 'Name of the customer' },
      defaults: { 'body.2': '2027-03-12' },
      inputs: {
        'body.1': { type: 'choice', choices: ['Ana', 'Ben', 'Ana'] },
        'body.2': { type: 'date', locked: true },
        'body.3': { type: 'amount', currency: 'EURO' },
        'body.4': { type: 'number', min: 8, max: 1 },
        'body.5': { type: 'text', maxLength: 40, locked: true },
      },
    },
  })
  return (
    <FieldsEditor row={row!} definitionOf={definitionOf} fields={fields} onChange={setFields} />
  )
}

const definitionOf = async () => ({
  ...{ name: 'trip_booked', language: 'en_US', status: 'APPROVED', category: 'UTILITY' },
  components: [
    {
      type: 'BODY',
      text: 'Hello {{1}}, you leave on {{2}}. It costs {{3}} for {{4}} guests. Your code is {{5}} as always.',
    },
  ],
})

export const supervisorStates: readonly State[] = [
  {
    name: 'supervisors-fields',
    api: anApi(undefined),
    show: () => (
      <TextsProvider>
        <div className="aw-panel supervisor-page">
          <Fields />
        </div>
      </TextsProvider>
    ),
  },
  page('supervisors-home', 'home'),
  page('supervisors-templates', 'choose'),
  page('supervisors-missed', 'missed'),
  page('supervisors-watch', 'watch'),
  page('supervisors-forms', 'forms'),
]
