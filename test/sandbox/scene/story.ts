// Plays the opening scene one step at a time, for the start page. Instead of playing a step, the
// reader of the page can also perform it by hand.
import { bookingPdf, cameraPhoto } from '../../files/sample-files.ts'
import type { Sandbox } from '../sandbox.ts'
import { createDriver, must, type SceneDriver, SceneFailure } from './driver.ts'
import { repair, template, trip } from './opening-scene.ts'
import type { StoryState, StoryStep } from './story-state.ts'

export interface Story {
  readonly steps: readonly StoryStep[]
  state(): StoryState
  /**
   * Plays the next step. After the last step, the scene begins again with the first step. Throws
   * while another step is being played.
   */
  playNext(): Promise<StoryState>
}

type Chapter = Pick<StoryStep, 'chapter' | 'customer' | 'name'>

interface Step extends StoryStep {
  play(driver: SceneDriver): Promise<unknown>
}

export function createStory(sandbox: Sandbox): Story {
  const steps = hasTheCast(sandbox)
    ? [...nativeSteps(sandbox), ...bridgedSteps(sandbox), ...supervisorSteps(sandbox)]
    : []
  const driver = createDriver(sandbox.urls, () => {})
  let state: StoryState = { next: 0, playing: false }
  return {
    steps: steps.map(({ play: _, ...step }) => step),
    state: () => state,
    async playNext() {
      if (steps.length === 0) throw new Error('only test/sandbox/world.json has an opening scene')
      if (state.playing) throw new Error('Another step is being played. Wait until it has ended.')
      const { failed: _, ...before } = state
      const { next } = before
      state = { ...before, playing: true }
      try {
        await steps[next]!.play(driver)
        state = { next: (next + 1) % steps.length, last: next, playing: false }
      } catch (error) {
        state = {
          ...before,
          playing: false,
          failed: error instanceof SceneFailure ? error.message : String(error),
        }
      }
      return state
    },
  }
}

const AGENT = 'maria'
const SUPERVISOR = 'jonas'

/**
 * Returns whether the world has the agents, customers and templates of the scene, which a custom
 * world may lack.
 */
const hasTheCast = ({ world: { wabas, customers, agents } }: Sandbox) =>
  [AGENT, SUPERVISOR].every((wanted) => agents.some(({ username }) => username === wanted)) &&
  customers.filter(({ number, name }) => number && name).length > 1 &&
  [trip, repair].every(
    ({ name }, index) =>
      wabas[index]?.numbers[0] && wabas[index].templates.some((each) => each.name === name),
  )
const photo = () => ({
  type: 'image',
  mime_type: 'image/jpeg',
  data: cameraPhoto().toString('base64'),
})

function nativeSteps({ world }: Sandbox): Step[] {
  const business = world.wabas[0]!.numbers[0]!.number
  const { number, name } = world.customers[0] as { number: string; name: string }
  const chapter: Chapter = { chapter: 'native', customer: 0, name }
  const customer = { number, name, business }
  return [
    {
      ...chapter,
      id: 'nativeWrites',
      play: (driver) =>
        writes(driver, customer, 'Hello! My booking is LT-20417. Can you send me the papers?'),
    },
    {
      ...chapter,
      id: 'accepts',
      play: (driver) => accept(driver, customer),
    },
    {
      ...chapter,
      id: 'chat',
      async play(driver) {
        const contactId = await contactOf(driver, customer)
        await say(driver, contactId, `Hello ${name}, of course. One moment.`)
        await arrives(driver, number, `Hello ${name}, of course. One moment.`)
        await driver.writes(number, business, photo())
      },
    },
    {
      ...chapter,
      id: 'document',
      async play(driver) {
        const contactId = await contactOf(driver, customer)
        const file = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
        const uploadId = await driver.upload(AGENT, contactId, file)
        const message = {
          type: 'media',
          kind: 'document',
          uploadId,
          caption: 'Your booking, three pages',
          filename: 'booking.pdf',
        }
        await accepted(driver, contactId, message)
        await driver.until('the phone shows the PDF', async () =>
          (await driver.screen(number)).some(({ media }) => media?.fileName === 'booking.pdf'),
        )
      },
    },
    closes(chapter),
    {
      ...chapter,
      id: 'tooLate',
      async play(driver) {
        await say(driver, await contactOf(driver, customer), 'Did everything arrive?')
        await driver.until('WhatsApp refuses the text', async () =>
          (await driver.events()).some(
            (event) => event['detail-type'] === 'WhatsApp Message Failed',
          ),
        )
      },
    },
    templateStep(chapter, customer, trip),
    {
      ...chapter,
      id: 'answers',
      play: (driver) =>
        driver.writes(number, business, {
          type: 'text',
          text: { body: 'Thank you! I have them all.' },
        }),
    },
  ]
}

function bridgedSteps({ world }: Sandbox): Step[] {
  const business = world.wabas[1]!.numbers[0]!.number
  const { number, name } = world.customers[1] as { number: string; name: string }
  const chapter: Chapter = { chapter: 'bridged', customer: 1, name }
  const customer = { number, name, business }
  return [
    {
      ...chapter,
      id: 'bridgedWrites',
      async play(driver) {
        await writes(driver, customer, 'Hi, my dishwasher leaks.')
        await accept(driver, customer)
        await driver.writes(number, business, photo())
      },
    },
    {
      ...chapter,
      id: 'twice',
      async play(driver) {
        const contactId = await contactOf(driver, customer)
        await driver.control('POST', '/faults', { kind: 'duplicate', service: 'sns' })
        await driver.control('POST', '/faults', { kind: 'swap', service: 'sns' })
        await say(driver, contactId, `Hi ${name}, this is the valve to close:`)
        const data = cameraPhoto().toString('base64')
        await driver.control('POST', `/contacts/${contactId}/attachment`, {
          agent: AGENT,
          name: 'valve.jpg',
          contentType: 'image/jpeg',
          data,
        })
        await driver.until(
          'the phone shows the photo',
          async () =>
            (await driver.screen(number)).at(-1)?.direction === 'outbound' &&
            (await driver.screen(number)).at(-1)?.type === 'image',
        )
        await driver.control('DELETE', '/faults')
      },
    },
    closes(chapter),
    {
      ...chapter,
      id: 'refused',
      async play(driver) {
        const contactId = await contactOf(driver, customer)
        await say(driver, contactId, 'Is it dry now?')
        await driver.until('the chat says that the text was not delivered', async () =>
          (await driver.transcript(contactId)).some(({ Content }) =>
            Content?.includes('Not delivered to WhatsApp'),
          ),
        )
      },
    },
    templateStep(chapter, customer, repair),
  ]
}

/**
 * Returns the steps in which a supervisor hides the template that the agent has just sent, and then
 * offers it to agents again.
 */
function supervisorSteps({ world }: Sandbox): Step[] {
  const { id, numbers } = world.wabas[1]!
  const { number, name } = world.customers[1] as { number: string; name: string }
  const chapter: Chapter = { chapter: 'supervisor', customer: 1, name }
  const customer = { number, name, business: numbers[0]!.number }
  const ask = async (driver: SceneDriver, method: string, path: string, body?: object) => {
    const answer = await driver.api(SUPERVISOR, method, `/supervisor/wabas/${id}/${path}`, body)
    must(answer.status === 200, 'the supervisors’ API answers', answer.body)
    return answer.body
  }
  const isOffered = async (driver: SceneDriver) => {
    const contactId = await contactOf(driver, customer)
    const { body } = await driver.api(AGENT, 'GET', `/contacts/${contactId}/templates`)
    const rule = body.curation.templates.find((each: { name: string }) => each.name === repair.name)
    return rule?.offered !== false
  }
  return [
    {
      ...chapter,
      id: 'hides',
      async play(driver) {
        const { curation } = await ask(driver, 'GET', 'catalogue')
        const edits = [{ edit: 'offer', names: [repair.name], offered: false }]
        await ask(driver, 'POST', 'changes', { before: curation.version, team: {}, edits })
        must(!(await isOffered(driver)), 'the agent is no longer offered the template')
      },
    },
    {
      ...chapter,
      id: 'undoes',
      async play(driver) {
        const { changes } = await ask(driver, 'GET', 'changes')
        await ask(driver, 'POST', `changes/${changes[0].id}/undo`)
        must(await isOffered(driver), 'the agent is offered the template again')
      },
    },
  ]
}

interface Customer {
  number: string
  name: string
  business: string
}

const closes = (chapter: Chapter): Step => ({
  ...chapter,
  id: 'dayPasses',
  play: (driver) => driver.advance('24h10m'),
})

const templateStep = (
  chapter: Chapter,
  { number, business, name }: Customer,
  chosen: typeof trip,
): Step => ({
  ...chapter,
  id: 'template',
  async play(driver) {
    const contactId = await contactOf(driver, { number, business, name })
    const before = (await driver.screen(number)).length
    const header = await driver.upload(AGENT, contactId, {
      name: 'view.jpg',
      mimeType: 'image/jpeg',
      bytes: cameraPhoto(),
    })
    await accepted(driver, contactId, template(chosen, header))
    await driver.until(
      'the phone shows the template',
      async () => (await driver.screen(number)).length > before,
    )
  },
})

/** Returns the customer's latest contact, which the customer or an agent may have started. */
async function latest(driver: SceneDriver, { number, name }: Customer) {
  return (await driver.contacts()).find(
    ({ customer }) => customer.number === number || customer.name === name,
  )
}

async function contactOf(driver: SceneDriver, customer: Customer): Promise<string> {
  const contact = await latest(driver, customer)
  must(
    contact?.state === 'connected' && contact.agent === AGENT,
    `${customer.name}’s chat is with ${AGENT}; play the scene from its start, or accept the chat`,
  )
  return contact.contactId
}

async function writes(driver: SceneDriver, customer: Customer, text: string) {
  await driver.writes(customer.number, customer.business, { type: 'text', text: { body: text } })
  await driver.until(`a chat with ${customer.name} waits for an agent`, async () => {
    const contact = await latest(driver, customer)
    return contact?.state === 'queued' || contact?.state === 'connected'
  })
}

async function accept(driver: SceneDriver, customer: Customer) {
  const contact = await latest(driver, customer)
  must(contact, `${customer.name} has written`)
  if (contact.state !== 'connected')
    await driver.control('POST', `/contacts/${contact.contactId}/accept`, { agent: AGENT })
}

const say = (driver: SceneDriver, contactId: string, text: string) =>
  driver.control('POST', `/contacts/${contactId}/message`, { agent: AGENT, text })

const arrives = (driver: SceneDriver, number: string, text: string) =>
  driver.until('the phone shows the text', async () =>
    (await driver.screen(number)).some((message) => message.text === text),
  )

async function accepted(driver: SceneDriver, contactId: string, message: object) {
  const sent = await driver.reply(AGENT, contactId, message)
  must(sent.status === 202, 'the widget’s API accepts the message', sent.body)
}
