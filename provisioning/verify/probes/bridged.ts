// All probes that need a chat of the test phone on a bridged number.
import type { Stage } from '../probe.ts'
import { type BridgedChat, openBridgedChat } from './bridged-chat.ts'
import { ended, longText, receiptsInStream, repeatedStart, transcript, upload } from './chat.ts'
import { attachedFile, receivedFile } from './files.ts'
import { requests, statusesOfSent, webhookForm } from './webhooks.ts'

export const bridgedStage: Stage<BridgedChat> = {
  title: 'A chat on a bridged number',
  messages: 4,
  open: openBridgedChat,
  probes: [
    ...[webhookForm, receivedFile, attachedFile, receiptsInStream],
    ...[transcript, upload, longText, statusesOfSent, requests, repeatedStart, ended],
  ],
  async close(_, { person }) {
    await person.does('End the chat in the CCP, if it is still open.')
  },
}
