// A small WhatsApp: one business, two customers, a few templates, and a file of each type.
import { createClock } from '../../sandbox/clock.ts'
import type { Webhook } from '../../sandbox/whatsapp/core.ts'
import { createWhatsApp } from '../../sandbox/whatsapp/network.ts'
import { type World, world } from '../../sandbox/world.ts'

export const business = '+15550100'
export const otherBusiness = '+15550101'
export const ana = '+15550142'
export const username = 'US.13491208655302741918'

export const DAY_MS = 24 * 60 * 60 * 1000

export const travelNumberId = '106540352242922'
export const repairsNumberId = '106540352243033'

export const aWorld = (): World => ({
  account: '111122223333',
  region: 'us-east-1',
  instance: {
    id: '3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8',
    alias: 'sales',
    attachmentsBucket: 'attachments-example',
    attachmentsPrefix: 'chat',
  },
  wabas: [
    {
      id: 'waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      metaId: '102290129340398',
      name: 'Lighthouse Travel',
      numbers: [
        {
          id: 'phone-number-id-1a2b3c4d5e6f708192a3b4c5d6e7f809',
          metaId: travelNumberId,
          number: business,
          displayName: 'Lighthouse Travel',
          quality: 'GREEN',
        },
      ],
      templates: world.wabas[0]!.templates,
      forms: world.wabas[0]!.forms,
    },
    {
      id: 'waba-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
      metaId: '102290129340499',
      name: 'Lighthouse Repairs',
      numbers: [
        {
          id: 'phone-number-id-9a8b7c6d5e4f30212f3e4d5c6b7a8990',
          metaId: repairsNumberId,
          number: otherBusiness,
          displayName: 'Lighthouse Repairs',
          quality: 'GREEN',
        },
      ],
      templates: world.wabas[1]!.templates,
      forms: world.wabas[1]!.forms,
    },
  ],
  agents: [],
  queues: [],
  routingProfiles: [],
  securityProfiles: [],
  flows: [],
  customers: [
    { number: ana, name: 'Ana' },
    { userId: username, username: 'sheena', name: 'Sheena' },
  ],
})

/**
 * Returns an emulated WhatsApp, the webhooks that it has sent so far, and shortcuts for common
 * actions.
 */
export function aWhatsApp() {
  const clock = createClock()
  const whatsapp = createWhatsApp({ clock, world: aWorld() })
  const webhooks: Webhook[] = []
  whatsapp.onWebhook((webhook) => void webhooks.push(webhook))
  const statuses = () =>
    webhooks.flatMap(({ value }) => value.statuses ?? []) as Record<string, any>[]

  return {
    clock,
    whatsapp,
    webhooks,
    statuses,
    writes: (text = 'Hi', to = business, from = ana) =>
      whatsapp.customerSends(from, to, { type: 'text', text: { body: text } }),
    /**
     * Sends a message, and waits for the result: the statuses, or the code and details of the
     * refusal.
     */
    async send(
      message: object,
      { from = travelNumberId, to = { to: ana } as object, version = 'v23.0' } = {},
    ) {
      const id = whatsapp.accept(
        from,
        { messaging_product: 'whatsapp', ...to, ...message },
        version,
      )
      await clock.advance(10_000)
      const heard = statuses().filter((status) => status.id === id)
      const error = heard.find(({ status }) => status === 'failed')?.errors[0]
      return {
        id,
        statuses: heard.map(({ status }) => status as string),
        code: error?.code as number,
        details: error?.error_data?.details as string,
      }
    },
    upload: (body: Buffer, mimeType: string, from = travelNumberId) =>
      whatsapp.media.put(from, body, mimeType, 'upload').id,
  }
}

export const text = (body: string) => ({ type: 'text', text: { body } })

// Files that consist of the first bytes by which WhatsApp recognizes the type of a file, and of
// padding.
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(64)])
export const jpeg = padded(Buffer.from('ffd8ffe000104a46494600010100', 'hex'))
export const pdf = padded(Buffer.from('%PDF-1.7\n'))
export const mp4 = padded(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom')]))
export const png = (depth: number) =>
  padded(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, depth, 2]),
    ]),
  )
export const ogg = (channels: number) =>
  padded(
    Buffer.concat([
      Buffer.from('OggS'),
      Buffer.alloc(24),
      Buffer.from('OpusHead\x01'),
      Buffer.from([channels]),
    ]),
  )
export const webp = (side: number, bytes = 1000) => {
  const picture = Buffer.alloc(bytes)
  picture.write('RIFF', 0)
  picture.write('WEBPVP8X', 8)
  picture.writeUIntLE(side - 1, 24, 3)
  picture.writeUIntLE(side - 1, 27, 3)
  return picture
}
