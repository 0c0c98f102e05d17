// What each edit on the supervisors' page does, and how it is undone.
import { describe, expect, it } from 'vitest'
import {
  type CurationRule,
  type CurationState,
  curationFor,
  offersOf,
  type RuleTeam,
  type Team,
} from '#whatsapp/templates/curation'
import { type CurationEdit, edited, teamIn } from '#whatsapp/templates/curation-edits'
import { isNothing, linesOf, patchBetween, undone } from '#whatsapp/templates/curation-patch'
import { offeredForms } from '#whatsapp/templates/forms'

const everyone: RuleTeam = {}
const repairs: RuleTeam = { queues: ['repairs'] }
const state = (
  rules: readonly CurationRule[] = [],
  rest: Partial<CurationState> = {},
): CurationState => ({ rules, undecided: [], newTemplatesWait: true, ...rest })
const offer = (isOffered: boolean, ...names: string[]): CurationEdit => ({
  edit: 'offer',
  names,
  offered: isOffered,
})
const ONE_LANGUAGE = { edit: 'offer_language', name: 'c', language: 'es' } as const
const offerOf = (curated: CurationState, name: string, team: Team = teamIn(everyone)) =>
  offersOf(curationFor(curated, team))({ name, language: 'en' })
const summary = (before: CurationState, after: CurationState) =>
  linesOf(patchBetween(before, after)).map(({ kind, names }) => [kind, ...names].join(' '))

describe('offering and hiding', () => {
  it('hides a template from everyone, and removes the rule when the template is offered again', () => {
    const hidden = edited(state(), everyone, offer(false, 'a', 'b'))
    const offered = edited(hidden, everyone, offer(true, 'a', 'b'))

    expect(['a', 'b', 'c'].map((name) => offerOf(hidden, name).offered)).toEqual([
      false,
      false,
      true,
    ])
    expect(offered).toEqual(state())
    expect(summary(state(), hidden)).toEqual(['not_offered a b'])
    expect(summary(hidden, offered)).toEqual(['offered a b'])
  })

  it('overrides the general rule for a queue until the queue’s own setting is removed', () => {
    const hidden = edited(state(), everyone, offer(false, 'a'))
    const own = edited(hidden, repairs, offer(true, 'a'))
    const ended = edited(own, repairs, { edit: 'inherit', names: ['a'] })

    expect(offerOf(own, 'a').offered).toBe(false)
    expect(offerOf(own, 'a', teamIn(repairs)).offered).toBe(true)
    expect(ended).toEqual(hidden)
    expect(summary(hidden, own)).toEqual(['offered a'])
    expect(summary(own, ended)).toEqual(['as_others a'])
  })

  it('replaces the settings of a queue by a copy of another queue’s settings', () => {
    const rules: CurationRule[] = [
      { queues: ['sales'], others: 'not_offered', templates: [{ name: 'a', pinned: true }] },
      { queues: ['repairs'], templates: [{ name: 'b', offered: false }] },
    ]
    const copy = edited(state(rules), repairs, { edit: 'copy', from: { queues: ['sales'] } })

    expect(copy.rules[0]).toEqual(rules[0])
    expect(copy.rules[1]).toEqual({ ...rules[0], queues: ['repairs'] })
    expect(
      edited(copy, repairs, { edit: 'copy', from: { queues: ['without settings'] } }).rules,
    ).toEqual([rules[0]])
  })

  it.each<[string, CurationRule[]]>([
    ['without settings of its own', []],
    ['with a later rule', [{ queues: ['repairs'], templates: [{ name: 'a' }] }]],
  ])(
    'copies settings to a queue %s so that both queues are offered the same, with or without a routing profile',
    (_, own) => {
      const rules: CurationRule[] = [
        { queues: ['sales'], templates: [{ name: 'a', offered: false }] },
        { routingProfiles: ['agents'], templates: [{ name: 'a' }] },
        ...own,
      ]
      const copy = edited(state(rules), repairs, { edit: 'copy', from: { queues: ['sales'] } })
      const offeredTo = (queue: string, routingProfile?: string) =>
        offerOf(copy, 'a', { queue, routingProfile }).offered

      expect([offeredTo('sales'), offeredTo('sales', 'agents')]).toEqual([false, true])
      expect([offeredTo('repairs'), offeredTo('repairs', 'agents')]).toEqual([false, true])
    },
  )

  it('hides all languages of a template, and keeps its notes and default values', () => {
    const rules: CurationRule[] = [
      {
        templates: [
          { name: 'a', note: 'Ask first.', defaults: { 'body.1': 'Friday' } },
          { name: 'a', language: 'es', pinned: true },
        ],
      },
    ]
    const hidden = edited(state(rules), everyone, offer(false, 'a'))
    const curation = curationFor(hidden, teamIn(everyone))

    expect(curation.templates.map(({ offered, note }) => [offered, note])).toEqual([
      [false, 'Ask first.'],
      [false, 'Ask first.'],
    ])
    expect(edited(hidden, everyone, offer(true, 'a')).rules[0]!.templates).toEqual([
      { name: 'a', note: 'Ask first.', defaults: { 'body.1': 'Friday' }, offered: true },
      { name: 'a', language: 'es', pinned: true, offered: true },
    ])
  })

  it('places a rule for a queue after rules for everyone or a profile, and before rules for queue and profile', () => {
    const rules: CurationRule[] = [
      { templates: [{ name: 'a' }] },
      { routingProfiles: ['agents'], templates: [{ name: 'a' }] },
      { queues: ['sales'], routingProfiles: ['agents'], templates: [{ name: 'a' }] },
    ]
    const next = edited(state(rules), repairs, offer(false, 'a'))

    expect(next.rules.map(({ queues }) => queues)).toEqual([
      undefined,
      undefined,
      ['repairs'],
      ['sales'],
    ])
  })
})

describe('order and description', () => {
  it('does not move a template when it is pinned or described, and moves a template to the top on request', () => {
    const described = edited(state(), everyone, {
      edit: 'describe',
      name: 'b',
      title: 'Trip documents',
      note: '',
    })
    const pinned = edited(described, everyone, { edit: 'pin', names: ['c'], pinned: true })
    const moved = edited(pinned, everyone, { edit: 'move', name: 'd', to: 'first' })
    const first = edited(moved, everyone, { edit: 'move', name: 'e', to: 'first' })

    const places = ['a', 'b', 'c', 'd', 'e'].map((name) => offerOf(first, name).place)
    expect(places.map((place) => place - places[0]!)).toEqual([
      0,
      0,
      0,
      places[3]! - places[0]!,
      places[4]! - places[0]!,
    ])
    expect(places[4]).toBeLessThan(places[3]!)
    expect(places[3]).toBeLessThan(places[0]!)
    expect(offerOf(first, 'b')).toMatchObject({ title: 'Trip documents', offered: true })
    expect(offerOf(first, 'c').pinned).toBe(true)
    expect(summary(pinned, moved)).toEqual(['moved d'])
    expect(edited(moved, everyone, { edit: 'move', name: 'd', to: 'unordered' })).toEqual(pinned)
    expect(
      edited(described, everyone, { edit: 'describe', name: 'b', title: '', note: '' }),
    ).toEqual(state())
  })

  it('pins a hidden template without offering the template', () => {
    const rules: CurationRule[] = [{ others: 'not_offered', templates: [{ name: 'a' }] }]
    const pinned = edited(state(rules), everyone, { edit: 'pin', names: ['b'], pinned: true })

    expect(offerOf(pinned, 'b')).toMatchObject({ offered: false, pinned: true })
  })
})

describe('fields and languages', () => {
  const prepare = (labels: Record<string, string>, language?: string): CurationEdit => ({
    ...{ edit: 'prepare', name: 'a', labels, defaults: {} },
    ...(language ? { language } : {}),
  })

  it('labels fields for all languages or for one, and removes the rule when its last label is removed', () => {
    const general = edited(state(), everyone, prepare({ 'body.1': 'Day' }))
    const spanish = edited(general, everyone, prepare({ 'body.1': 'Día' }, 'es'))

    const offers = offersOf(curationFor(spanish, teamIn(everyone)))
    expect(['en', 'es'].map((language) => offers({ name: 'a', language }).labels)).toEqual([
      { 'body.1': 'Day' },
      { 'body.1': 'Día' },
    ])
    expect(summary(general, spanish)).toEqual(['labels a (es)'])
    expect(edited(spanish, everyone, prepare({}, 'es'))).toEqual(general)
    expect(edited(general, everyone, prepare({}))).toEqual(state())
  })

  it('hides one language of a template until that language or the template is offered again', () => {
    const language = (isOffered: boolean): CurationEdit => ({
      ...{ edit: 'offer_language', name: 'a', language: 'es', offered: isOffered },
    })
    const some = edited(state(), everyone, language(false))

    const offers = offersOf(curationFor(some, teamIn(everyone)))
    expect(['en', 'es'].map((each) => offers({ name: 'a', language: each }).offered)).toEqual([
      true,
      false,
    ])
    expect(summary(state(), some)).toEqual(['not_offered a (es)'])
    expect(edited(some, everyone, language(true))).toEqual(state())
    expect(edited(some, everyone, offer(true, 'a'))).toEqual(state())
  })

  it('labels one language of a template without moving the template in the list', () => {
    const rules: CurationRule[] = [{ templates: [{ name: 'z' }, { name: 'a' }] }]
    const labeled = edited(state(rules), everyone, prepare({ 'body.1': 'Día' }, 'es'))

    const offers = offersOf(curationFor(labeled, teamIn(everyone)))
    expect(offers({ name: 'a', language: 'es' }).place).toBe(
      offers({ name: 'a', language: 'en' }).place,
    )
  })
})

describe('new templates', () => {
  const undecided = state([], { undecided: ['new', 'newer'] })

  it('wait until they are offered to everyone or to a team, or hidden', () => {
    const offered = edited(undecided, everyone, offer(true, 'new'))
    const hidden = edited(undecided, everyone, offer(false, 'new'))
    const team = edited(undecided, repairs, offer(true, 'new'))

    expect(offerOf(undecided, 'new').offered).toBe(false)
    expect(offered).toEqual({ ...undecided, undecided: ['newer'] })
    expect(offerOf(hidden, 'new').offered).toBe(false)
    expect(hidden.undecided).toEqual(['newer'])
    expect(team.undecided).toEqual(undecided.undecided)
    expect(offerOf(team, 'new').offered).toBe(false)
    expect(offerOf(team, 'new', teamIn(repairs)).offered).toBe(true)
    expect(summary(undecided, offered)).toEqual(['offered new'])
    expect(undone(offered, patchBetween(undecided, offered))?.undecided.toSorted()).toEqual(
      undecided.undecided,
    )
  })

  it('do not wait if the setting that withholds new templates is switched off', () => {
    const changed = edited(undecided, everyone, { edit: 'new_templates', wait: false })

    expect(changed.newTemplatesWait).toBe(false)
    expect(summary(undecided, changed)).toEqual(['new_offered'])
  })
})

describe('undoing', () => {
  const before = state([
    { templates: [{ name: 'a', pinned: true }, { name: 'b' }, { name: 'c', note: 'Ask.' }] },
    { queues: ['repairs'], others: 'not_offered', templates: [{ name: 'b' }] },
  ])
  const edits: [string, RuleTeam, CurationEdit][] = [
    ['hiding', everyone, offer(false, 'a', 'd')],
    ['ending a team’s settings', repairs, { edit: 'inherit', names: ['b'] }],
    ['copying', { queues: ['sales'] }, { edit: 'copy', from: repairs }],
    ['unpinning', everyone, { edit: 'pin', names: ['a'], pinned: false }],
    ['describing', everyone, { edit: 'describe', name: 'c', title: 'C', note: '' }],
    ['a period', everyone, { edit: 'schedule', name: 'c', until: '2026-12-25T00:00:00Z' }],
    ['offering one language', everyone, { ...ONE_LANGUAGE, offered: false }],
    [
      'labels and defaults',
      everyone,
      { edit: 'prepare', name: 'c', labels: { header: 'To' }, defaults: { header: 'Ana' } },
    ],
    ['a successor', everyone, { edit: 'successor', name: 'c', successor: 'a' }],
    ['moving', everyone, { edit: 'move', name: 'c', to: 'first' }],
    ['a rule of its own', { routingProfiles: ['agents'] }, offer(false, 'a')],
    ['the setting for new templates', everyone, { edit: 'new_templates', wait: false }],
  ]

  it.each(edits)('restores the state before the edit: %s', (_, team, edit) => {
    const after = edited(before, team, edit)

    expect(isNothing(patchBetween(before, after))).toBe(false)
    expect(undone(after, patchBetween(before, after))).toEqual(before)
  })

  it('keeps later changes of other templates, and is refused if the same template has changed again', () => {
    const hidden = edited(before, everyone, offer(false, 'a'))
    const later = edited(hidden, everyone, offer(false, 'z'))
    const patch = patchBetween(before, hidden)

    expect(undone(later, patch)).toEqual(edited(before, everyone, offer(false, 'z')))
    expect(
      undone(edited(later, everyone, { edit: 'pin', names: ['a'], pinned: false }), patch),
    ).toBeUndefined()
  })
})

describe('topics', () => {
  const set = (topic: string | undefined, ...names: string[]): CurationEdit => ({
    edit: 'topic',
    names,
    ...(topic ? { topic } : {}),
  })
  const travel = edited(state(), everyone, set('Travel', 'a', 'b'))
  const both = edited(travel, repairs, set('Repairs', 'c'))

  it('puts a new topic at the end, and keeps the positions of its templates', () => {
    expect(both.topics).toEqual(['Travel', 'Repairs'])
    expect(offerOf(both, 'a')).toMatchObject({ topic: 'Travel', offered: true })
    expect(offerOf(both, 'c').topic).toBeUndefined()
    expect(offerOf(both, 'c', teamIn(repairs)).topic).toBe('Repairs')
    expect(curationFor(both, teamIn(everyone)).topics).toEqual(['Travel', 'Repairs'])
    expect(summary(travel, both)).toEqual(['topic c'])
  })

  it('orders the topics for every team, also if another topic was added meanwhile', () => {
    const ordered = edited(both, repairs, { edit: 'order_topics', topics: ['Repairs', 'Gone'] })

    expect(ordered.topics).toEqual(['Repairs', 'Travel'])
    expect(summary(both, ordered)).toEqual(['topics'])
  })

  it('renames a topic in the rules of all teams, and merges it with a topic that has the new name', () => {
    const renamed = edited(both, everyone, { edit: 'rename_topic', topic: 'Travel', to: 'Trips' })
    const merged = edited(both, everyone, { edit: 'rename_topic', topic: 'Travel', to: 'Repairs' })

    expect([renamed.topics, offerOf(renamed, 'b').topic]).toEqual([['Trips', 'Repairs'], 'Trips'])
    expect([merged.topics, offerOf(merged, 'b').topic]).toEqual([['Repairs'], 'Repairs'])
    expect(summary(both, renamed)).toEqual(['topic a b'])
  })

  it('deletes a topic when a supervisor removes it or no template has it any more', () => {
    const remove = (topic: string): CurationEdit => ({ edit: 'rename_topic', topic })

    expect(edited(edited(both, everyone, remove('Repairs')), everyone, remove('Travel'))).toEqual(
      state(),
    )
    expect(edited(travel, everyone, set(undefined, 'a', 'b')).rules).toEqual([])
  })

  it('undoes a change of topics without losing later topics, but refuses if the topics have been reordered since', () => {
    const reversed = edited(both, everyone, {
      edit: 'order_topics',
      topics: ['Repairs', 'Travel'],
    })
    const later = edited(reversed, everyone, set('Later', 'd'))
    const again = edited(later, everyone, { edit: 'order_topics', topics: ['Travel'] })

    expect(undone(later, patchBetween(both, reversed))?.topics).toEqual([
      ...['Travel', 'Repairs', 'Later'],
    ])
    expect(undone(both, patchBetween(state(), travel))?.topics).toEqual(['Repairs'])
    expect(undone(again, patchBetween(both, reversed))).toBeUndefined()
    const removed = edited(both, everyone, { edit: 'rename_topic', topic: 'Travel' })
    expect(undone(removed, patchBetween(both, removed))).toEqual(both)
  })
})

describe('forms', () => {
  const name = 'form:17'
  const message: CurationEdit = {
    edit: 'form',
    name,
    text: 'Which day?',
    button: 'Choose',
    labels: { day: 'Day' },
  }
  const forms = [{ id: '17', name: 'Visit' }]
  const titles = (curated: CurationState, team: Team) =>
    offeredForms(curationFor(curated, team), forms).map(
      ({ message: { button } }) => `${button} ${forms[0]!.name}`,
    )

  it('are offered only if a rule names them and they have a message', () => {
    const all = state([{ others: 'offered', templates: [] }])
    const written = edited(all, everyone, message)
    const offered = edited(written, everyone, offer(true, name))
    const own = edited(offered, repairs, offer(false, name))
    const onlyOffered = edited(all, everyone, offer(true, name))

    expect(titles(all, teamIn(everyone))).toEqual([])
    expect(titles(written, teamIn(everyone))).toEqual([])
    expect(titles(onlyOffered, teamIn(everyone))).toEqual([])
    expect(titles(offered, teamIn(everyone))).toEqual(['Choose Visit'])
    expect(titles(own, teamIn(repairs))).toEqual([])
    expect(titles(own, teamIn(everyone))).toEqual(['Choose Visit'])
    expect(summary(all, written)).toEqual([`labels ${name}`, `form ${name}`])
    expect(summary(written, offered)).toEqual([`offered ${name}`])
  })

  it('are hidden from a team whose allow-list does not name them', () => {
    const offered = edited(edited(state(), everyone, message), everyone, offer(true, name))
    const listed = {
      ...offered,
      rules: [...offered.rules, { ...repairs, others: 'not_offered' as const, templates: [] }],
    }

    expect(titles(listed, teamIn(repairs))).toEqual([])
    expect(titles(listed, teamIn(everyone))).toEqual(['Choose Visit'])
  })

  it('have their previous settings again after a change is undone', () => {
    const offered = edited(edited(state(), everyone, message), everyone, offer(true, name))
    const patch = patchBetween(state(), offered)

    expect(linesOf(patch).map(({ kind }) => kind)).toEqual(['offered', 'labels', 'form'])
    expect(undone(offered, patch)).toEqual(state())
    expect(summary(offered, state())).toContain(`not_offered ${name}`)
  })
})
