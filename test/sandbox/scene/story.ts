// The opening scene one step at a time, for the page: each step says what it shows, and can be played or done by hand.
import { bookingPdf, cameraPhoto } from '../../files/sample-files.ts'
import type { Sandbox } from '../sandbox.ts'
import { createStage, must, SceneFailure, type Stage } from './driver.ts'
import { repair, template, trip } from './opening-scene.ts'
import type { StoryState, StoryStep } from './story-state.ts'

export interface Story {
  readonly steps: readonly StoryStep[]
  state(): StoryState
  /** Plays the next step; after the last one comes the first. Throws while one is being played. */
  playNext(): Promise<StoryState>
}

type Place = Pick<StoryStep, 'chapter' | 'customer'>

interface Step extends StoryStep {
  play(stage: Stage): Promise<unknown>
}

export function createStory(sandbox: Sandbox): Story {
  const steps = hasTheCast(sandbox) ? [...nativeSteps(sandbox), ...bridgedSteps(sandbox)] : []
  const stage = createStage(sandbox.urls, () => {})
  let state: StoryState = { next: 0, playing: false }
  return {
    steps: steps.map(({ play: _, ...told }) => told),
    state: () => state,
    async playNext() {
      if (steps.length === 0)
        throw new Error('the story is told of the sandbox’s own world, and this is another')
      if (state.playing) throw new Error('a step is being played')
      const { failed: _, ...before } = state
      const { next } = before
      state = { ...before, playing: true }
      try {
        await steps[next]!.play(stage)
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

/** Another world may have other people and templates. */
const hasTheCast = ({ world: { wabas, customers, agents } }: Sandbox) =>
  agents.some(({ username }) => username === AGENT) &&
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
  const place = {
    chapter: 'Native: Connect delivers the chat, the widget does the rest',
    customer: 0,
  }
  const business = world.wabas[0]!.numbers[0]!.number
  const { number, name } = world.customers[0] as { number: string; name: string }
  const customer = { number, name, business }
  return [
    {
      ...place,
      title: `${name} writes`,
      text: `A WhatsApp message reaches Amazon Connect over the channel that provisioning set up: a chat rings in the agent’s panel.`,
      play: (stage) =>
        writes(stage, customer, 'Hello! My booking is LT-20417. Can you send me the papers?'),
    },
    {
      ...place,
      title: 'The agent accepts',
      text: 'The widget beside the panel shows who is writing, and how long WhatsApp accepts free text: the 24-hour service window.',
      play: (stage) => accept(stage, customer),
    },
    {
      ...place,
      title: 'They chat',
      text: 'What the agent types into the panel, Connect itself delivers. Our functions send nothing for it: look at the AWS calls below.',
      async play(stage) {
        const contactId = await contactOf(stage, customer)
        await say(stage, contactId, `Hello ${name}, of course. One moment.`)
        await arrives(stage, number, `Hello ${name}, of course. One moment.`)
        await stage.writes(number, business, photo())
      },
    },
    {
      ...place,
      title: 'A document with a caption',
      text: 'The panel’s chat loses captions. The widget keeps them: the file goes to S3, from there to WhatsApp, and its fate comes back.',
      async play(stage) {
        const contactId = await contactOf(stage, customer)
        const file = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
        const uploadId = await stage.upload(AGENT, contactId, file)
        const message = {
          type: 'media',
          kind: 'document',
          uploadId,
          caption: 'Your booking, three pages',
          filename: 'booking.pdf',
        }
        await accepted(stage, contactId, message)
        await stage.until('the phone shows the PDF', async () =>
          (await stage.screen(number)).some(({ media }) => media?.fileName === 'booking.pdf'),
        )
      },
    },
    closes(place),
    {
      ...place,
      title: 'Too late for free text',
      text: 'Nobody can stop the agent from typing into the panel. WhatsApp refuses the text, and the widget says that it will not arrive.',
      async play(stage) {
        await say(stage, await contactOf(stage, customer), 'Did everything arrive?')
        await stage.until('WhatsApp refuses the text', async () =>
          (await stage.events()).some(
            (event) => event['detail-type'] === 'WhatsApp Message Failed',
          ),
        )
      },
    },
    templateStep(place, customer, trip),
    {
      ...place,
      title: `${name} answers`,
      text: 'Her answer opens the window for another 24 hours, and the widget with it.',
      play: (stage) =>
        stage.writes(number, business, {
          type: 'text',
          text: { body: 'Thank you! I have them all.' },
        }),
    },
  ]
}

function bridgedSteps({ world }: Sandbox): Step[] {
  const place = { chapter: 'Bridged: everything passes through our functions', customer: 1 }
  const business = world.wabas[1]!.numbers[0]!.number
  const { number, name } = world.customers[1] as { number: string; name: string }
  const customer = { number, name, business }
  return [
    {
      ...place,
      title: `${name} writes to another number`,
      text: 'This number runs bridged: our function receives the webhook and starts the chat in Connect.',
      async play(stage) {
        await writes(stage, customer, 'Hi, my dishwasher leaks.')
        await accept(stage, customer)
        await stage.writes(number, business, photo())
      },
    },
    {
      ...place,
      title: 'SNS delivers twice, and out of order',
      text: `The agent’s text and photo go from Connect through SNS, the outbox and one function to WhatsApp. ${name} sees each once, in order.`,
      async play(stage) {
        const contactId = await contactOf(stage, customer)
        await stage.control('POST', '/faults', { kind: 'duplicate', service: 'sns' })
        await stage.control('POST', '/faults', { kind: 'swap', service: 'sns' })
        await say(stage, contactId, `Hi ${name}, this is the valve to close:`)
        const data = cameraPhoto().toString('base64')
        await stage.control('POST', `/contacts/${contactId}/attachment`, {
          agent: AGENT,
          name: 'valve.jpg',
          contentType: 'image/jpeg',
          data,
        })
        await stage.until(
          'the phone shows the photo',
          async () =>
            (await stage.screen(number)).at(-1)?.direction === 'outbound' &&
            (await stage.screen(number)).at(-1)?.type === 'image',
        )
        await stage.control('DELETE', '/faults')
      },
    },
    closes(place),
    {
      ...place,
      title: 'The bridge says no',
      text: 'Here the text can be stopped: it is not sent, and the chat itself says why and what to do.',
      async play(stage) {
        const contactId = await contactOf(stage, customer)
        await say(stage, contactId, 'Is it dry now?')
        await stage.until('the chat says that the text was not delivered', async () =>
          (await stage.transcript(contactId)).some(({ Content }) =>
            Content?.includes('Not delivered to WhatsApp'),
          ),
        )
      },
    },
    templateStep(place, customer, repair),
  ]
}

interface Customer {
  number: string
  name: string
  business: string
}

const closes = (place: Place): Step => ({
  ...place,
  title: 'A day passes',
  text: '24 hours after the customer’s last message the window closes. The widget warns before, says so after, and offers the templates.',
  play: (stage) => stage.advance('24h10m'),
})

const templateStep = (
  place: Place,
  { number, business, name }: Customer,
  chosen: typeof trip,
): Step => ({
  ...place,
  title: 'A template gets through',
  text: `Only approved templates reach ${name} now. Pick and fill one in the widget yourself, or let this step do it.`,
  async play(stage) {
    const contactId = await contactOf(stage, { number, business, name })
    const before = (await stage.screen(number)).length
    const header = await stage.upload(AGENT, contactId, {
      name: 'view.jpg',
      mimeType: 'image/jpeg',
      bytes: cameraPhoto(),
    })
    await accepted(stage, contactId, template(chosen, header))
    await stage.until(
      'the phone shows the template',
      async () => (await stage.screen(number)).length > before,
    )
  },
})

/** This customer's latest contact, whoever made it. */
async function latest(stage: Stage, { number, name }: Customer) {
  return (await stage.contacts()).find(
    ({ customer }) => customer.number === number || customer.name === name,
  )
}

async function contactOf(stage: Stage, customer: Customer): Promise<string> {
  const contact = await latest(stage, customer)
  must(
    contact?.state === 'connected' && contact.agent === AGENT,
    `${customer.name}’s chat is with ${AGENT}; play the story from its start, or accept the chat`,
  )
  return contact.contactId
}

async function writes(stage: Stage, customer: Customer, text: string) {
  await stage.writes(customer.number, customer.business, { type: 'text', text: { body: text } })
  await stage.until(`a chat with ${customer.name} waits for an agent`, async () => {
    const contact = await latest(stage, customer)
    return contact?.state === 'queued' || contact?.state === 'connected'
  })
}

async function accept(stage: Stage, customer: Customer) {
  const contact = await latest(stage, customer)
  must(contact, `${customer.name} has written`)
  if (contact.state !== 'connected')
    await stage.control('POST', `/contacts/${contact.contactId}/accept`, { agent: AGENT })
}

const say = (stage: Stage, contactId: string, text: string) =>
  stage.control('POST', `/contacts/${contactId}/message`, { agent: AGENT, text })

const arrives = (stage: Stage, number: string, text: string) =>
  stage.until('the phone shows it', async () =>
    (await stage.screen(number)).some((message) => message.text === text),
  )

async function accepted(stage: Stage, contactId: string, message: object) {
  const sent = await stage.reply(AGENT, contactId, message)
  must(sent.status === 202, 'the widget’s API accepts it', sent.body)
}
